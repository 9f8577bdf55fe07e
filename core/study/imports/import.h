// SPDX-License-Identifier: GPL-3.0-or-later
// Result files of other tools, and of this one on other machines, as measurements with Source::Imported. What a file
// states is kept to the last digit; what it does not state is asked for, never guessed.
#pragma once

#include "core/measure/measurement.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// What a person adds to a file, or says better than it.
struct ImportHints {
  std::optional<std::string> model;     ///< as a study names it; otherwise what the tool calls it
  std::optional<std::string> machine;   ///< device of the cells: an id of the catalogue, or a name
  std::optional<std::string> precision; ///< one of precision_names()
  std::optional<int> requests;          ///< at once
};

struct Imported {
  std::string tool;                  ///< "llama-bench", "vLLM bench serve", "AIPerf", "GuideLLM", "paretoscope-engine"
  std::vector<Measurement> cells;    ///< Source::Imported, in the order of the file
  std::vector<std::string> left_out; ///< one sentence for each run that says nothing of TTFT or TPOT at a known place
};

/// Whose result file this seems to be by what stands at its beginning, whole or broken; empty: nobody's. For whoever
/// must say what a file is before it is read.
std::string results_tool(std::string_view beginning);
inline constexpr size_t kResultsBeginning = 64 << 10; ///< bytes that are enough for that

/// `file` is named in sentences. One object, an array of them, or JSON Lines: whichever the tool wrote. An error is one
/// sentence: it is no such file, or it lacks what an option can add.
Result<Imported> import_results(std::string_view text, const std::string& file, const ImportHints& hints = {});
Result<Imported> import_file(const std::string& path, const ImportHints& hints = {});

} // namespace pareto
