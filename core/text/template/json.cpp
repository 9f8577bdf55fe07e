// SPDX-License-Identifier: GPL-3.0-or-later
// Values as JSON, spelled as Python's json.dumps does.
#include "core/text/template/show.h"
#include "core/text/unicode.h"

#include <cmath>

namespace pareto::jinja {

namespace {

constexpr size_t kLargestJson = size_t{8} << 20;

void append_unit(std::string& out, uint32_t unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += "0123456789abcdef"[unit >> shift & 0xF];
}

void append_character(std::string& out, char32_t c, bool ascii_only) {
  switch (c) {
  case '"': out += "\\\""; return;
  case '\\': out += "\\\\"; return;
  case '\n': out += "\\n"; return;
  case '\r': out += "\\r"; return;
  case '\t': out += "\\t"; return;
  case '\b': out += "\\b"; return;
  case '\f': out += "\\f"; return;
  default: break;
  }
  if (c >= 0x20 && (!ascii_only || c < 0x7F))
    return unicode::append(out, c);
  if (c >= 0x10000) {
    append_unit(out, 0xD800 + ((c - 0x10000) >> 10));
    c = 0xDC00 + ((c - 0x10000) & 0x3FF);
  }
  append_unit(out, c);
}

std::string number(double value) {
  return std::isnan(value) ? "NaN" : std::isinf(value) ? value < 0 ? "-Infinity" : "Infinity" : show_number(value);
}

class Writer {
public:
  Writer(Budget& budget, const JsonStyle& style) : m_budget(budget), m_style(style) {}

  Status value(const Value& value, int depth) {
    PARETO_TRY(m_budget.spend());
    if (depth > kDeepestValue)
      return unsupported("JSON nested more than " + std::to_string(kDeepestValue) + " deep");
    if (m_out.size() > kLargestJson)
      return unsupported("JSON beyond 8 MiB");
    switch (value.kind()) {
    case Kind::None: m_out += "null"; return {};
    case Kind::Boolean: m_out += value.boolean() ? "true" : "false"; return {};
    case Kind::Integer: m_out += std::to_string(value.integer()); return {};
    case Kind::Float: m_out += number(value.number()); return {};
    case Kind::Text: text(value.text().text); return {};
    case Kind::Dict: return dict(value.dict(), depth);
    case Kind::Sequence:
      if (value.sequence().form == Sequence::Form::List || value.sequence().form == Sequence::Form::Tuple)
        return list(value.sequence().items, depth);
      break;
    default: break;
    }
    return failure(std::string("a value of type '") + type_name(value) + "' cannot be written as JSON");
  }
  std::string take() { return std::move(m_out); }

private:
  void text(const std::string& text) {
    m_out += '"';
    for (size_t at = 0; at < text.size();)
      append_character(m_out, unicode::next(text, at), m_style.ascii_only);
    m_out += '"';
  }

  void line(int depth) {
    if (!m_style.indent)
      return;
    m_out += '\n';
    for (int i = 0; i < depth; ++i)
      m_out += *m_style.indent;
  }

  Status list(const std::vector<Value>& items, int depth) {
    if (items.empty()) {
      m_out += "[]";
      return {};
    }
    m_out += '[';
    for (size_t i = 0; i < items.size(); ++i) {
      m_out += i > 0 ? m_style.item : "";
      line(depth + 1);
      PARETO_TRY(value(items[i], depth + 1));
    }
    line(depth);
    m_out += ']';
    return {};
  }

  Status key(const Value& key) {
    switch (key.kind()) {
    case Kind::Text: text(key.text().text); return {};
    case Kind::None: text("null"); return {};
    case Kind::Boolean: text(key.boolean() ? "true" : "false"); return {};
    case Kind::Integer: text(std::to_string(key.integer())); return {};
    default: text(number(key.number())); return {};
    }
  }

  Result<Entries> sorted(Entries entries) {
    Status problem;
    std::stable_sort(entries.begin(), entries.end(), [&](const auto& left, const auto& right) {
      auto smaller = problem ? less(m_budget, left.first, right.first) : Result<bool>(false);
      if (!smaller)
        problem = smaller.error();
      return smaller && *smaller;
    });
    PARETO_TRY(problem);
    return entries;
  }

  Status dict(const Dict& dict, int depth) {
    if (dict.entries.empty()) {
      m_out += "{}";
      return {};
    }
    Entries entries = dict.entries;
    if (m_style.sorted) {
      PARETO_TRY_ASSIGN(ordered, sorted(std::move(entries)));
      entries = std::move(ordered);
    }
    m_out += '{';
    for (size_t i = 0; i < entries.size(); ++i) {
      m_out += i > 0 ? m_style.item : "";
      line(depth + 1);
      PARETO_TRY(key(entries[i].first));
      m_out += m_style.key;
      PARETO_TRY(value(entries[i].second, depth + 1));
    }
    line(depth);
    m_out += '}';
    return {};
  }

  Budget& m_budget;
  const JsonStyle& m_style;
  std::string m_out;
};

} // namespace

Result<std::string> to_json(Budget& budget, const Value& value, const JsonStyle& style) {
  Writer writer(budget, style);
  PARETO_TRY(writer.value(value, 0));
  return writer.take();
}

} // namespace pareto::jinja
