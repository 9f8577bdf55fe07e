// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pattern_field.h"

#include "core/text/normalizer.h"
#include "core/text/unicode.h"

namespace pareto {

Result<TextPattern> TextPattern::read(const JsonFields& fields) {
  PARETO_TRY_ASSIGN(value, fields.required("pattern"));
  const std::string path = fields.path("pattern");
  PARETO_TRY_ASSIGN(pattern, JsonFields::of(*value, path));
  if (pattern.find("String")) {
    PARETO_TRY_ASSIGN(text, pattern.text("String"));
    return literal(std::move(text));
  }
  PARETO_TRY_ASSIGN(text, pattern.text("Regex"));
  auto made = expression(text);
  if (!made)
    return fail(made.error().code, path + ": " + made.error().message, path);
  return made;
}

TextPattern TextPattern::literal(std::string text) {
  TextPattern pattern;
  pattern.m_literal = std::move(text);
  return pattern;
}

Result<TextPattern> TextPattern::expression(std::string_view text) {
  PARETO_TRY_ASSIGN(compiled, Pattern::compile(text));
  TextPattern pattern;
  pattern.m_expression = std::move(compiled);
  return pattern;
}

Status TextPattern::find_all(std::string_view text, std::vector<Pattern::Match>& matches) const {
  if (m_expression)
    return m_expression->find_all(text, matches);
  if (m_literal.empty()) { // between all characters and at both ends
    for (size_t at = 0; at < text.size(); unicode::next(text, at))
      matches.push_back({at, at});
    if (!text.empty())
      matches.push_back({text.size(), text.size()});
    return {};
  }
  for (size_t at = text.find(m_literal); at != std::string_view::npos; at = text.find(m_literal, at + m_literal.size()))
    matches.push_back({at, at + m_literal.size()});
  return {};
}

Status TextPattern::replace(std::string& text, std::string_view content) const {
  std::vector<Pattern::Match> matches;
  PARETO_TRY(find_all(text, matches));
  PARETO_TRY(check_growth(text.size(), matches.size() * content.size()));
  std::string out;
  size_t at = 0;
  for (const Pattern::Match& match : matches) {
    out.append(text, at, match.begin - at);
    out += content;
    at = match.end;
  }
  out.append(text, at);
  text = std::move(out);
  return {};
}

} // namespace pareto
