// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/text/pattern_field.h"
#include "core/text/pieces.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// One step that cuts pieces further: part of a tokenizer file's "pre_tokenizer".
class PreTokenizer {
public:
  virtual ~PreTokenizer() = default;
  virtual Status apply(Pieces& pieces) const = 0;
  /// True for the step that turns bytes into the printable byte alphabet.
  virtual bool is_byte_level() const { return false; }
  /// Leaves the bytes as they are (the model then looks bytes up): right only for the last step.
  virtual void keep_bytes() {}
};

using PreTokenizers = std::vector<std::unique_ptr<PreTokenizer>>;

/// What happens to matches: kept apart, dropped, glued to a neighbour, or glued to each other.
enum class SplitBehavior { Isolated, Removed, MergedWithPrevious, MergedWithNext, Contiguous };

std::unique_ptr<PreTokenizer> make_split(TextPattern pattern, SplitBehavior behavior, bool invert);
Result<std::unique_ptr<PreTokenizer>> make_byte_level(bool add_prefix_space, bool use_regex);
std::unique_ptr<PreTokenizer> make_digits(bool individual);

/// Appends the steps of `value` (nested sequences flattened; none for JSON null). Errors name the JSON path.
Status read_pre_tokenizer(const nlohmann::json& value, const std::string& path, PreTokenizers& steps);

/// The GPT-2 split: contractions, words, numbers and symbols with one blank before them, white space.
inline constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

} // namespace pareto
