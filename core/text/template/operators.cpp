// SPDX-License-Identifier: GPL-3.0-or-later
// Arithmetic and comparison, by Python's rules.
#include "core/text/template/builtins.h"
#include "core/text/template/interpreter.h"
#include "core/text/template/python_text.h"

#include <cmath>

namespace pareto::jinja {

namespace {

constexpr int64_t kExact = int64_t{1} << 53; ///< integers up to here are exact as floats
constexpr size_t kMostItems = 1'000'000;

Error mismatch(std::string_view sign, const Value& left, const Value& right) {
  for (const Value* value : {&left, &right})
    if (value->is_undefined())
      return failure(value->hint() ? value->hint()->text : std::string("an undefined value is used"));
  return failure("'" + std::string(sign) + "' between a " + type_name(left) + " and a " + type_name(right));
}

Error too_large() { return unsupported("an integer beyond 64 bits"); }

Result<Value> integer_power(int64_t base, int64_t exponent) {
  if (exponent < 0)
    return base == 0 ? Result<Value>(failure("zero to a negative power"))
                     : Value::of(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  int64_t value = 1;
  for (int64_t i = 0; i < exponent && base != 1 && value != 0; ++i) {
    if (base == -1) {
      value = exponent % 2 == 0 ? 1 : -1;
      break;
    }
    if (__builtin_mul_overflow(value, base, &value))
      return too_large();
  }
  return Value::of(value);
}

Result<Value> integers(std::string_view sign, int64_t left, int64_t right) {
  int64_t value = 0;
  if (sign == "**")
    return integer_power(left, right);
  if ((sign == "/" || sign == "//" || sign == "%") && right == 0)
    return failure("a division by zero");
  if (sign == "/") {
    if (left > kExact || left < -kExact || right > kExact || right < -kExact)
      return unsupported("a division of integers beyond 2^53");
    return Value::of(static_cast<double>(left) / static_cast<double>(right));
  }
  if (sign == "//" || sign == "%") {
    if (left == INT64_MIN)
      return too_large();
    const int64_t rest = left % right, whole = left / right;
    const bool down = rest != 0 && (rest < 0) != (right < 0); // Python rounds towards minus infinity
    return Value::of(sign == "%" ? rest + (down ? right : 0) : whole - (down ? 1 : 0));
  }
  const bool overflow = sign == "+"   ? __builtin_add_overflow(left, right, &value)
                        : sign == "-" ? __builtin_sub_overflow(left, right, &value)
                                      : __builtin_mul_overflow(left, right, &value);
  return overflow ? Result<Value>(too_large()) : Value::of(value);
}

/// Python's divmod of floats.
std::pair<double, double> divided(double left, double right) {
  double rest = std::fmod(left, right);
  double whole = (left - rest) / right;
  if (rest != 0) {
    if ((right < 0) != (rest < 0)) {
      rest += right;
      whole -= 1;
    }
  } else {
    rest = std::copysign(0.0, right);
  }
  if (whole == 0)
    return {std::copysign(0.0, left / right), rest};
  const double floor = std::floor(whole);
  return {floor + (whole - floor > 0.5 ? 1 : 0), rest};
}

Result<Value> floats(std::string_view sign, double left, double right) {
  if (sign == "+")
    return Value::of(left + right);
  if (sign == "-")
    return Value::of(left - right);
  if (sign == "*")
    return Value::of(left * right);
  if (sign == "**") {
    const double power = std::pow(left, right);
    if ((left == 0 && right < 0) || (std::isnan(power) && !std::isnan(left) && !std::isnan(right)) ||
        (std::isinf(power) && std::isfinite(left) && std::isfinite(right)))
      return unsupported("this power of a float");
    return Value::of(power);
  }
  if (right == 0)
    return failure("a division by zero");
  if (sign == "/")
    return Value::of(left / right);
  const auto [whole, rest] = divided(left, right);
  return Value::of(sign == "//" ? whole : rest);
}

Result<Value> joined(Interpreter& run, const Text& left, const Text& right) {
  if (!left.safe && !right.safe)
    return run.new_text(left.text + right.text);
  return run.new_text((left.safe ? left.text : python::escaped(left.text)) +
                          (right.safe ? right.text : python::escaped(right.text)),
                      true);
}

Result<Value> repeated(Interpreter& run, const Value& value, int64_t times) {
  if (value.is(Kind::Text)) {
    PARETO_TRY_ASSIGN(text, python::repeated(value.text().text, times));
    return run.new_text(std::move(text), value.text().safe);
  }
  const Sequence& sequence = value.sequence();
  const auto count = static_cast<size_t>(std::max<int64_t>(times, 0));
  if (!sequence.items.empty() && count > kMostItems / sequence.items.size())
    return unsupported("a list of more than a million items");
  std::vector<Value> items;
  for (size_t i = 0; i < count && !sequence.items.empty(); ++i)
    items.insert(items.end(), sequence.items.begin(), sequence.items.end());
  PARETO_TRY(run.budget().spend(items.size() / 4));
  return run.heap().sequence(std::move(items), sequence.form);
}

bool is_list_or_tuple(const Value& value) {
  return value.is(Kind::Sequence) &&
         (value.sequence().form == Sequence::Form::List || value.sequence().form == Sequence::Form::Tuple);
}

} // namespace

Result<Value> Interpreter::operate(std::string_view sign, const Value& left, const Value& right) {
  if (left.is_integer() && right.is_integer())
    return integers(sign, left.integer(), right.integer());
  if (left.is_number() && right.is_number())
    return floats(sign, left.number(), right.number());
  if (sign == "+" && left.is(Kind::Text) && right.is(Kind::Text))
    return joined(*this, left.text(), right.text());
  if (sign == "+" && is_list_or_tuple(left) && is_list_or_tuple(right) &&
      left.sequence().form == right.sequence().form) {
    std::vector<Value> items = left.sequence().items;
    items.insert(items.end(), right.sequence().items.begin(), right.sequence().items.end());
    PARETO_TRY(m_budget.spend(items.size() / 4));
    return m_heap.sequence(std::move(items), left.sequence().form);
  }
  if (sign == "*" && (left.is(Kind::Text) || is_list_or_tuple(left)) && right.is_integer())
    return repeated(*this, left, right.integer());
  if (sign == "*" && (right.is(Kind::Text) || is_list_or_tuple(right)) && left.is_integer())
    return repeated(*this, right, left.integer());
  if (sign == "%" && left.is(Kind::Text)) {
    if (left.text().safe)
      return unsupported("'%' after a text marked safe");
    PARETO_TRY_ASSIGN(text, format_percent(*this, left.text().text, right));
    return new_text(std::move(text));
  }
  return mismatch(sign, left, right);
}

Result<bool> Interpreter::compare(std::string_view sign, const Value& left, const Value& right) {
  if (sign == "in" || sign == "not in") {
    PARETO_TRY_ASSIGN(found, contains(right, left));
    return found == (sign == "in");
  }
  if (sign == "==" || sign == "!=") {
    PARETO_TRY_ASSIGN(same, equal(m_budget, left, right));
    return same == (sign == "==");
  }
  if (sign == "<" || sign == "<=") {
    PARETO_TRY_ASSIGN(smaller, less(m_budget, left, right));
    return smaller || sign == "<" ? Result<bool>(smaller) : equal(m_budget, left, right);
  }
  PARETO_TRY_ASSIGN(larger, less(m_budget, right, left));
  return larger || sign == ">" ? Result<bool>(larger) : equal(m_budget, left, right);
}

} // namespace pareto::jinja
