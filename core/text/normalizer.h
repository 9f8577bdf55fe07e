// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/text/pieces.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace pareto {

/// Changes text before it is cut: a tokenizer file's "normalizer".
class Normalizer {
public:
  virtual ~Normalizer() = default;
  virtual Status apply(NormalText& text) const = 0;
};

/// Null for JSON null. Errors name the JSON path.
Result<std::unique_ptr<Normalizer>> read_normalizer(const nlohmann::json& value, const std::string& path);
/// The Replace step with a literal pattern.
std::unique_ptr<Normalizer> make_replace(std::string from, std::string to);
/// Refuses a text that grew out of all proportion: replacements can feed each other, or stand between all characters.
Status check_growth(size_t before, size_t after);
/// Replaces every occurrence of `from`; an empty one occurs between all characters and at both ends.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

} // namespace pareto
