// SPDX-License-Identifier: GPL-3.0-or-later
// Filters on numbers and on single values (jinja2/filters.py).
#include "core/text/template/builtins.h"
#include "core/text/template/python_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace pareto::jinja {

namespace {

constexpr int64_t kMostDigits = 300; ///< of round

Result<Value> default_value(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"default_value", "boolean"}));
  const bool replaced = input.is_undefined() || (given.flag(1, false) && !truthy(input));
  return replaced ? given.value(0, run.heap().text({})) : input;
}

/// Digits with single underscores between them, without them; nothing for anything else.
std::optional<std::string> plain_digits(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] != '_')
      out += text[i];
    else if (i == 0 || i + 1 == text.size() || text[i - 1] == '_')
      return {};
  return out;
}

/// Python's int(text, base): blanks around it, a sign, underscores and a prefix of the base allowed; nothing where it
/// refuses.
Result<std::optional<int64_t>> parse_integer(std::string_view text, int64_t base) {
  using Found = std::optional<int64_t>;
  if (base != 10 && base != 2 && base != 8 && base != 16)
    return unsupported("the filter 'int' with base " + std::to_string(base));
  text = python::strip(text, {});
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+'))
    text.remove_prefix(1);
  const char mark = base == 16 ? 'x' : base == 8 ? 'o' : 'b';
  if (base != 10 && text.size() > 2 && text[0] == '0' && (text[1] | 32) == mark)
    text.remove_prefix(text[2] == '_' ? 3 : 2);
  const auto digits = plain_digits(text);
  if (!digits || digits->empty() || (*digits)[0] == '-')
    return Found();
  if (std::any_of(digits->begin(), digits->end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return unsupported("digits beyond ASCII as a number");
  int64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits->data(), digits->data() + digits->size(), value, static_cast<int>(base));
  if (end != digits->data() + digits->size())
    return Found();
  if (error == std::errc::result_out_of_range)
    return unsupported("an integer beyond 64 bits");
  return error == std::errc() ? Found(negative ? -value : value) : Found();
}

/// Python's float(text).
std::optional<double> parse_float(std::string_view text) {
  text = python::strip(text, {});
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+'))
    text.remove_prefix(1);
  const auto digits = plain_digits(text);
  if (!digits || digits->empty() || (*digits)[0] == '-' || digits->find('(') != std::string::npos)
    return {};
  double value = 0;
  const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), value);
  if (end != digits->data() + digits->size() || error == std::errc::invalid_argument)
    return {};
  if (error == std::errc::result_out_of_range)
    value = std::strtod(digits->c_str(), nullptr);
  return negative ? -value : value;
}

Result<Value> truncated(double value, const Value& otherwise) {
  if (!std::isfinite(value))
    return otherwise;
  if (std::fabs(value) >= 9.2e18)
    return unsupported("an integer beyond 64 bits");
  return Value::of(static_cast<int64_t>(value));
}

Result<Value> to_integer(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"default", "base"}));
  PARETO_TRY_ASSIGN(base, given.integer(1, 10));
  const Value otherwise = given.value(0, Value::of(int64_t{0}));
  if (input.is_undefined())
    return undefined_use(input);
  if (input.is_integer())
    return Value::of(input.integer());
  if (input.is(Kind::Float)) // int() of an infinity is an error that Jinja does not catch
    return std::isinf(input.number()) ? Result<Value>(failure("an infinite number as an integer"))
                                      : truncated(input.number(), otherwise);
  if (!input.is(Kind::Text))
    return otherwise;
  PARETO_TRY_ASSIGN(parsed, parse_integer(input.text().text, base));
  if (parsed)
    return Value::of(*parsed);
  const auto number = parse_float(input.text().text);
  return number ? truncated(*number, otherwise) : Result<Value>(otherwise);
}

Result<Value> to_float(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"default"}));
  if (input.is_undefined())
    return undefined_use(input);
  if (input.is_number())
    return Value::of(input.number());
  const auto number = input.is(Kind::Text) ? parse_float(input.text().text) : std::nullopt;
  return number ? Value::of(*number) : given.value(0, Value::of(0.0));
}

Result<Value> absolute(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  if (input.is(Kind::Float))
    return Value::of(std::fabs(input.number()));
  if (!input.is_integer())
    return failure(std::string("the filter 'abs' on a ") + type_name(input));
  return input.integer() == INT64_MIN ? Result<Value>(unsupported("an integer beyond 64 bits"))
                                      : Value::of(std::abs(input.integer()));
}

/// Correctly rounded decimal digits, half to even on the exact value, as Python's round.
double rounded(double value, int64_t digits) {
  if (!std::isfinite(value))
    return value;
  char text[800];
  std::snprintf(text, sizeof text, "%.*f", static_cast<int>(digits), value);
  return std::strtod(text, nullptr);
}

Result<Value> round(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"precision", "method"}));
  PARETO_TRY_ASSIGN(digits, given.integer(0, 0));
  PARETO_TRY_ASSIGN(method, given.text(1));
  if (!input.is_number())
    return input.is_undefined() ? undefined_use(input)
                                : failure(std::string("the filter 'round' on a ") + type_name(input));
  if (digits < 0 || digits > kMostDigits)
    return unsupported("rounding to " + std::to_string(digits) + " digits");
  if (!method || *method == "common")
    return input.is_integer() ? Value::of(input.integer()) : Value::of(rounded(input.number(), digits));
  if (*method != "ceil" && *method != "floor")
    return failure("the filter 'round' has no method '" + *method + "'");
  const double power = std::pow(10.0, static_cast<double>(digits)), scaled = input.number() * power;
  if (digits > 22 || !(std::fabs(scaled) < 9e15))
    return unsupported("rounding of so large a number");
  return Value::of((*method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / power);
}

Result<Value> length(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  const auto sized = [](size_t size) { return Value::of(static_cast<int64_t>(size)); };
  switch (input.kind()) {
  case Kind::Undefined: return sized(0);
  case Kind::Text: return sized(input.text().ascii ? input.text().text.size() : python::length(input.text().text));
  case Kind::Sequence: return sized(input.sequence().items.size());
  case Kind::Dict: return sized(input.dict().entries.size());
  case Kind::Loop: return sized(input.loop().items.size());
  default: return failure(std::string("a ") + type_name(input) + " has no length");
  }
}

Result<Value> attr(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"name"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(name, given.text(0));
  if (!name || name->rfind("_", 0) == 0 || input.is_undefined())
    return unsupported("this use of the filter 'attr'");
  PARETO_TRY_ASSIGN(found, native_attribute(run, input, *name));
  return found ? *found
               : run.heap().undefined(std::string("'") + type_name(input) + "' has no attribute '" +
                                      name->substr(0, 80) + "'");
}

constexpr Named<Filter> kValueFilters[] = {{"default", default_value}, {"d", default_value}, {"int", to_integer},
                                           {"float", to_float},        {"abs", absolute},    {"round", round},
                                           {"length", length},         {"count", length},    {"attr", attr}};

} // namespace

std::span<const Named<Filter>> value_filters() { return kValueFilters; }

} // namespace pareto::jinja
