// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind `is` (jinja2/tests.py).
#include "core/text/template/builtins.h"
#include "core/text/template/python_text.h"

#include <algorithm>

namespace pareto::jinja {

namespace {

template <bool (*holds)(const Value&)>
Result<bool> plain(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  return holds(input);
}

bool is_defined(const Value& value) { return !value.is_undefined(); }
bool is_undefined(const Value& value) { return value.is_undefined(); }
bool is_none(const Value& value) { return value.is(Kind::None); }
bool is_boolean(const Value& value) { return value.is(Kind::Boolean); }
bool is_true(const Value& value) { return value.is(Kind::Boolean) && value.boolean(); }
bool is_false(const Value& value) { return value.is(Kind::Boolean) && !value.boolean(); }
bool is_integer(const Value& value) { return value.is(Kind::Integer); }
bool is_float(const Value& value) { return value.is(Kind::Float); }
bool is_number(const Value& value) { return value.is_number(); }
bool is_string(const Value& value) { return value.is(Kind::Text); }
bool is_mapping(const Value& value) { return value.is(Kind::Dict); }
bool is_escaped(const Value& value) { return value.is(Kind::Text) && value.text().safe; }
bool is_callable(const Value& value) {
  return value.is(Kind::Callable) || value.is_undefined() || value.is(Kind::Loop);
}

bool is_iterable(const Value& value) {
  return value.is_undefined() || value.is(Kind::Text) || value.is(Kind::Sequence) || value.is(Kind::Dict) ||
         value.is(Kind::Generator) || value.is(Kind::Loop);
}

bool is_sequence(const Value& value) {
  return value.is_undefined() || value.is(Kind::Text) || value.is(Kind::Dict) ||
         (value.is(Kind::Sequence) && value.sequence().form != Sequence::Form::View);
}

Result<int64_t> remainder(Interpreter& run, const Value& input, const Value& divisor) {
  PARETO_TRY_ASSIGN(rest, run.operate("%", input, divisor));
  if (!rest.is_number())
    return failure("a remainder that is no number");
  return rest.number() == 0 ? int64_t{0} : rest.number() == 1 ? int64_t{1} : int64_t{2};
}

Result<bool> odd(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(rest, remainder(run, input, Value::of(int64_t{2})));
  return rest == 1;
}

Result<bool> even(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(rest, remainder(run, input, Value::of(int64_t{2})));
  return rest == 0;
}

Result<bool> divisible(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"num"}));
  PARETO_TRY(given.required(1));
  PARETO_TRY_ASSIGN(rest, remainder(run, input, given[0]));
  return rest == 0;
}

template <bool upper>
Result<bool> has_case(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  PARETO_TRY_ASSIGN(text, run.shown(input));
  return python::all_are(text, upper ? python::Class::Upper : python::Class::Lower);
}

constexpr const char kEqual[] = "==", kUnequal[] = "!=", kLess[] = "<", kLessOrEqual[] = "<=", kGreater[] = ">",
                     kGreaterOrEqual[] = ">=", kIn[] = "in";

template <const char* sign>
Result<bool> compared(Interpreter& run, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"other"}));
  PARETO_TRY(given.required(1));
  return run.compare(sign, input, given[0]);
}

/// Python's `is`, where it can be told from the value.
Result<bool> same_as(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY_ASSIGN(given, Bound::of(arguments, {"other"}));
  PARETO_TRY(given.required(1));
  const Value& other = given[0];
  if (input.kind() != other.kind())
    return false;
  switch (input.kind()) {
  case Kind::None: return true;
  case Kind::Boolean: return input.boolean() == other.boolean();
  case Kind::Namespace:
  case Kind::Loop: return input.address() == other.address();
  default: return unsupported(std::string("the test 'sameas' on a ") + type_name(input));
  }
}

/// Whether Jinja has the filter, interpreted here or not.
Result<bool> is_filter(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  return input.is(Kind::Text) && is_jinja_filter(input.text().text);
}

Result<bool> is_test(Interpreter&, const Value& input, const Arguments& arguments) {
  PARETO_TRY(Bound::of(arguments, {}));
  const auto all = tests();
  return input.is(Kind::Text) &&
         std::any_of(all.begin(), all.end(), [&](const auto& entry) { return entry.name == input.text().text; });
}

constexpr Named<Test> kTests[] = {{"defined", plain<is_defined>},
                                  {"undefined", plain<is_undefined>},
                                  {"none", plain<is_none>},
                                  {"boolean", plain<is_boolean>},
                                  {"true", plain<is_true>},
                                  {"false", plain<is_false>},
                                  {"integer", plain<is_integer>},
                                  {"float", plain<is_float>},
                                  {"number", plain<is_number>},
                                  {"string", plain<is_string>},
                                  {"mapping", plain<is_mapping>},
                                  {"iterable", plain<is_iterable>},
                                  {"sequence", plain<is_sequence>},
                                  {"callable", plain<is_callable>},
                                  {"escaped", plain<is_escaped>},
                                  {"odd", odd},
                                  {"even", even},
                                  {"divisibleby", divisible},
                                  {"lower", has_case<false>},
                                  {"upper", has_case<true>},
                                  {"sameas", same_as},
                                  {"filter", is_filter},
                                  {"test", is_test},
                                  {"in", compared<kIn>},
                                  {"==", compared<kEqual>},
                                  {"eq", compared<kEqual>},
                                  {"equalto", compared<kEqual>},
                                  {"!=", compared<kUnequal>},
                                  {"ne", compared<kUnequal>},
                                  {">", compared<kGreater>},
                                  {"gt", compared<kGreater>},
                                  {"greaterthan", compared<kGreater>},
                                  {">=", compared<kGreaterOrEqual>},
                                  {"ge", compared<kGreaterOrEqual>},
                                  {"<", compared<kLess>},
                                  {"lt", compared<kLess>},
                                  {"lessthan", compared<kLess>},
                                  {"<=", compared<kLessOrEqual>},
                                  {"le", compared<kLessOrEqual>}};

} // namespace

std::span<const Named<Test>> tests() { return kTests; }

} // namespace pareto::jinja
