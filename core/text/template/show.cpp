// SPDX-License-Identifier: GPL-3.0-or-later
// Values as text: Python's str() and repr().
#include "core/text/template/show.h"

#include "core/text/template/python_text.h"
#include "core/text/unicode.h"

#include <charconv>
#include <cmath>

namespace pareto::jinja {

namespace {

constexpr int kPlainDigits = 16; ///< from this power of ten on Python writes an exponent
constexpr size_t kLargestShown = size_t{8} << 20;

Error too_deep_to_show() { return unsupported("a value nested more than " + std::to_string(kDeepestValue) + " deep"); }

void append_hex(std::string& out, const char* mark, char32_t c, int digits) {
  out += mark;
  for (int i = digits - 1; i >= 0; --i)
    out += "0123456789abcdef"[c >> (4 * i) & 0xF];
}

void append_escaped(std::string& out, char32_t c, char quote) {
  if (c == static_cast<char32_t>(quote) || c == '\\')
    out += '\\';
  if (c == '\n')
    out += "\\n";
  else if (c == '\r')
    out += "\\r";
  else if (c == '\t')
    out += "\\t";
  else if (python::is_printable(c))
    unicode::append(out, c);
  else if (c < 0x100)
    append_hex(out, "\\x", c, 2);
  else if (c < 0x10000)
    append_hex(out, "\\u", c, 4);
  else
    append_hex(out, "\\U", c, 8);
}

std::string quoted(const std::string& text) {
  const char quote = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
  std::string out(1, quote);
  for (size_t at = 0; at < text.size();)
    append_escaped(out, unicode::next(text, at), quote);
  return out + quote;
}

class Shower {
public:
  explicit Shower(Budget& budget) : m_budget(budget) {}

  Status value(const Value& value, int depth) {
    PARETO_TRY(m_budget.spend());
    if (depth > kDeepestValue)
      return too_deep_to_show();
    if (m_out.size() > kLargestShown)
      return unsupported("the text of a value beyond 8 MiB");
    switch (value.kind()) {
    case Kind::Text:
      if (value.text().safe)
        return unsupported("a text marked safe within a list");
      m_out += quoted(value.text().text);
      return {};
    case Kind::Sequence: return sequence(value.sequence(), depth);
    case Kind::Dict: return dict(value.dict(), depth);
    case Kind::Undefined: m_out += "Undefined"; return {};
    case Kind::None: m_out += "None"; return {};
    case Kind::Boolean: m_out += value.boolean() ? "True" : "False"; return {};
    case Kind::Integer: m_out += std::to_string(value.integer()); return {};
    case Kind::Float: m_out += show_number(value.number()); return {};
    default: return unsupported(std::string("the text of a ") + type_name(value));
    }
  }
  std::string take() { return std::move(m_out); }

private:
  Status sequence(const Sequence& sequence, int depth) {
    if (sequence.form == Sequence::Form::Range || sequence.form == Sequence::Form::View)
      return unsupported("the text of a range or a view");
    const bool tuple = sequence.form == Sequence::Form::Tuple;
    m_out += tuple ? '(' : '[';
    for (size_t i = 0; i < sequence.items.size(); ++i) {
      m_out += i > 0 ? ", " : "";
      PARETO_TRY(value(sequence.items[i], depth + 1));
    }
    m_out += tuple ? sequence.items.size() == 1 ? ",)" : ")" : "]";
    return {};
  }

  Status dict(const Dict& dict, int depth) {
    m_out += '{';
    for (size_t i = 0; i < dict.entries.size(); ++i) {
      m_out += i > 0 ? ", " : "";
      PARETO_TRY(value(dict.entries[i].first, depth + 1));
      m_out += ": ";
      PARETO_TRY(value(dict.entries[i].second, depth + 1));
    }
    m_out += '}';
    return {};
  }

  Budget& m_budget;
  std::string m_out;
};

} // namespace

std::string show_number(double value) {
  if (std::isnan(value))
    return "nan";
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, std::fabs(value), std::chars_format::scientific).ptr;
  const std::string_view scientific(digits, static_cast<size_t>(end - digits));
  const size_t e = scientific.find('e');
  int power = 0;
  std::from_chars(digits + e + (digits[e + 1] == '+' ? 2 : 1), end, power);
  std::string mantissa(scientific.substr(0, 1));
  if (e > 1)
    mantissa += scientific.substr(2, e - 2);
  std::string out = std::signbit(value) ? "-" : "";
  const int count = static_cast<int>(mantissa.size());
  if (power < -4 || power >= kPlainDigits) {
    out += mantissa.substr(0, 1) + (count > 1 ? "." + mantissa.substr(1) : "");
    const std::string number = std::to_string(std::abs(power));
    return out + (power < 0 ? "e-" : "e+") + (number.size() < 2 ? "0" : "") + number;
  }
  if (power < 0)
    return out + "0." + std::string(static_cast<size_t>(-power - 1), '0') + mantissa;
  if (count <= power + 1)
    return out + mantissa + std::string(static_cast<size_t>(power + 1 - count), '0') + ".0";
  return out + mantissa.substr(0, static_cast<size_t>(power) + 1) + "." +
         mantissa.substr(static_cast<size_t>(power) + 1);
}

Result<std::string> represent(Budget& budget, const Value& value) {
  Shower shower(budget);
  PARETO_TRY(shower.value(value, 0));
  return shower.take();
}

Result<std::string> show(Budget& budget, const Value& value) {
  if (value.is(Kind::Text)) {
    PARETO_TRY(budget.spend_bytes(value.text().text.size()));
    return value.text().text;
  }
  if (value.is_undefined())
    return std::string();
  return represent(budget, value);
}

} // namespace pareto::jinja
