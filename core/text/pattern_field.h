// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_fields.h"
#include "core/text/pattern.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// The "pattern" of a Split or Replace: {"String": literal} or {"Regex": expression}.
class TextPattern {
public:
  static Result<TextPattern> read(const JsonFields& fields);
  static TextPattern literal(std::string text);
  static Result<TextPattern> expression(std::string_view text);

  Status find_all(std::string_view text, std::vector<Pattern::Match>& matches) const;
  Status replace(std::string& text, std::string_view content) const;
  bool is_literal() const { return !m_expression; }
  const std::string& literal_text() const { return m_literal; }

private:
  TextPattern() = default;
  std::string m_literal;
  std::optional<Pattern> m_expression;
};

} // namespace pareto
