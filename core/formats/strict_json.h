// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace pareto {

struct JsonLimits {
  int depth = 32;                  ///< nested arrays and objects
  size_t bytes = size_t{16} << 20; ///< of the text
  size_t values = 2'000'000;       ///< elements of all kinds
  bool bare_numbers =
      false; ///< take NaN, Infinity and -Infinity as Python writes them; they become {"__float__": "NaN"}
};

/// Parses untrusted JSON: RFC 8259 text in UTF-8, no duplicate keys (nlohmann's own parser keeps the last silently),
/// bounded depth and size. The error is one sentence naming `where` and the byte or key. Never throws.
Result<nlohmann::json> parse_strict_json(std::string_view text, const std::string& where, JsonLimits limits = {});

/// Reads a file and parses it; a file larger than the limit is refused before it is read.
Result<nlohmann::json> read_strict_json(const std::string& path, JsonLimits limits = {});

} // namespace pareto
