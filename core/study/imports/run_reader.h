// SPDX-License-Identifier: GPL-3.0-or-later
// What the readers of all tools share: looking into a document that anybody may have written, and making cells of it.
#pragma once

#include "core/study/imports/import.h"

#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto::imports {

/// The value at "a.b.c" ("loadgen.phases.0.concurrency"); nullptr: not there.
const nlohmann::json* at(const nlohmann::json& document, std::string_view path);
/// Of the first path that leads to one: a number that is finite and not negative.
std::optional<double> number(const nlohmann::json& document, std::initializer_list<std::string_view> paths);
std::optional<int64_t> whole(const nlohmann::json& document, std::initializer_list<std::string_view> paths);
/// Of the first path that leads to a text that is not empty.
std::string text(const nlohmann::json& document, std::initializer_list<std::string_view> paths);

/// One time as a tool states it.
struct Stated {
  std::optional<double> value, p95, p99;
  std::vector<double> samples; ///< where the tool keeps them
  bool is_mean = false;        ///< no median was stated
};

/// One run of a tool: what it says of a place.
struct RunSaid {
  std::string model, machine, precision, time_utc;
  std::optional<int> requests;
  std::optional<double> prompt_tokens; ///< mean
  int64_t depth = 0;                   ///< tokens before the first generated one, where no prompt was read
  int64_t answers = 0;                 ///< requests behind the figures
  int64_t generated_tokens = 0;        ///< of one answer
  int64_t weight_bytes = 0;
  Stated ttft_ms, tpot_ms;
  std::optional<double> prefill_tokens_per_s, decode_tokens_per_s;
};

/// Where a sentence of this run begins: "bench.json, run 2".
std::string run_name(const std::string& file, size_t index, size_t count);

/// Adds the cells of a run; what it lacks and no hint adds is an error in one sentence. `name` is its run_name().
Status add_cells(Imported& imported, RunSaid run, const ImportHints& hints, const std::string& name);

/// Median before mean, percentiles beside it: under the names of AIPerf ("p50", "avg") and GuideLLM ("median").
Stated distribution(const nlohmann::json* object);

/// ISO 8601 of seconds since 1970; empty for what is no time.
std::string utc_of(double seconds);

/// The readers: each reads one run, a JSON object of its tool.
struct Reader {
  const char* tool;
  bool (*recognises)(const nlohmann::json& run);
  Status (*read)(Imported& imported, const nlohmann::json& run, const ImportHints& hints, const std::string& name);
  std::array<std::string_view, 2> marks; ///< texts near the beginning of its files, and of no model's or study's
};
extern const Reader kLlamaBench, kVllmBench, kAiPerf, kGuideLlm, kOwnResults;

} // namespace pareto::imports
