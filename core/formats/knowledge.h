// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of each architecture outside of this program: where it is supported, what is released. Facts of others,
// each with its source and the day it was read.
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Libraries that were looked through, in the order of the file's keys.
enum class Library : uint8_t { Transformers, Fla, LlamaCpp, Vllm };
inline constexpr std::array<const char*, 4> kLibraryKeys{"transformers", "fla", "llama.cpp", "vllm"};
inline constexpr size_t kLibraries = kLibraryKeys.size();

/// A fact's source, and the day on which it was read there.
struct Sourced {
  std::string source;  ///< an address
  std::string checked; ///< "2026-11-29"
};

struct LibraryRead : Sourced {
  std::string name; ///< with its version: "transformers 5.24.0"
};

/// Whether a library has an architecture. Inside: as layers of other models, not by itself. Unknown is said as unknown.
struct Support {
  enum class Kind : uint8_t { Unknown, No, Inside, Yes } kind = Kind::Unknown;
  std::string as; ///< what it is called there, of Inside and Yes: "mamba2"
};

struct ReleasedModel : Sourced {
  std::string name, sizes; ///< "Mamba-2"; "370M, 780M, 1.3B, 2.7B"
  std::string licence;     ///< empty: not known
};

struct Knowledge {
  std::array<Support, kLibraries> support;
  std::vector<ReleasedModel> released; ///< empty: none is known
};

struct KnowledgeBook {
  std::array<LibraryRead, kLibraries> libraries;
  std::map<std::string, Knowledge, std::less<>> architectures; ///< by catalogue id

  /// nullptr: nothing was looked up.
  const Knowledge* find(std::string_view id) const;
};

/// Reads the document knowledge.json. It may know architectures that the catalogue does not have (yet). Errors name the
/// place.
Result<KnowledgeBook> parse_knowledge(const nlohmann::json& document, const std::string& file);

} // namespace pareto
