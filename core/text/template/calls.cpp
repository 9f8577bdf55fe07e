// SPDX-License-Identifier: GPL-3.0-or-later
// Calls: of filters, tests, globals, methods and macros.
#include "core/text/template/builtins.h"
#include "core/text/template/interpreter.h"

#include <algorithm>
#include <unordered_map>

namespace pareto::jinja {

namespace {

using Filters = std::unordered_map<std::string_view, Filter>;

const Filters& filters() {
  static const Filters all = [] {
    Filters made;
    for (const auto& table : {text_filters(), list_filters(), value_filters()})
      for (const auto& [name, function] : table)
        made.emplace(name, function);
    return made;
  }();
  return all;
}

} // namespace

Result<Bound> Bound::of(const Arguments& arguments, std::initializer_list<std::string_view> names) {
  Bound bound;
  bound.m_values.resize(names.size(), nullptr);
  if (arguments.positional.size() > names.size())
    return failure("a call has " + std::to_string(arguments.positional.size()) + " arguments, but at most " +
                   std::to_string(names.size()) + " are taken");
  for (size_t i = 0; i < arguments.positional.size(); ++i)
    bound.m_values[i] = &arguments.positional[i];
  for (const auto& [name, value] : arguments.named) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      return failure("a call has the argument '" + name.substr(0, 80) + "', which is not taken");
    const Value*& place = bound.m_values[static_cast<size_t>(found - names.begin())];
    if (place)
      return failure("a call gives the argument '" + name + "' twice");
    place = &value;
  }
  return bound;
}

Result<int64_t> Bound::integer(size_t index, int64_t otherwise) const {
  if (!has(index))
    return otherwise;
  if (!m_values[index]->is_integer())
    return failure(std::string("an integer is expected where a ") + type_name(*m_values[index]) + " is given");
  return m_values[index]->integer();
}

Result<const std::string*> Bound::text(size_t index) const {
  if (!has_value(index))
    return static_cast<const std::string*>(nullptr);
  if (!m_values[index]->is(Kind::Text))
    return failure(std::string("a text is expected where a ") + type_name(*m_values[index]) + " is given");
  return &m_values[index]->text().text;
}

Status Bound::required(size_t count) const {
  for (size_t i = 0; i < count; ++i)
    if (!has(i))
      return failure("a call has too few arguments");
  return {};
}

Result<Value> Interpreter::apply_filter(const std::string& name, const Value& input, const Arguments& arguments) {
  const auto found = filters().find(name);
  if (found == filters().end())
    return unsupported("the filter '" + name.substr(0, 80) + "'");
  PARETO_TRY(step());
  return found->second(*this, input, arguments);
}

Result<bool> Interpreter::apply_test(const std::string& name, const Value& input, const Arguments& arguments) {
  const auto all = tests();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& entry) { return entry.name == name; });
  if (found == all.end())
    return unsupported("the test '" + name.substr(0, 80) + "'");
  PARETO_TRY(step());
  return found->function(*this, input, arguments);
}

Result<Value> Interpreter::call(const Value& callee, const Arguments& arguments) {
  PARETO_TRY(step());
  if (callee.is_undefined())
    return failure(callee.hint() ? callee.hint()->text : std::string("an undefined value is called"));
  if (callee.is(Kind::Loop))
    return unsupported("a recursive loop");
  if (!callee.is(Kind::Callable))
    return failure(std::string("a ") + type_name(callee) + " is called");
  const Callable& target = callee.callable();
  switch (target.type) {
  case Callable::Type::Global: return call_global(*this, target.name, arguments);
  case Callable::Type::Method: return call_method(*this, target.self, target.name, arguments);
  case Callable::Type::Macro: break;
  }
  return call_macro(*target.closure, arguments);
}

/// The keywords that are no parameters, and the words beyond the parameters.
Status Interpreter::bind_rest(const Macro& macro, const Arguments& arguments, Scope& scope,
                              const std::vector<bool>& used) {
  const bool explicit_caller =
      std::find(macro.parameters.begin(), macro.parameters.end(), "caller") != macro.parameters.end();
  Entries rest;
  Value caller;
  for (size_t i = 0; i < arguments.named.size(); ++i) {
    const auto& [name, value] = arguments.named[i];
    if (used[i])
      continue;
    if (name == "caller" && macro.takes_caller && !explicit_caller)
      caller = value;
    else if (macro.takes_named_rest)
      PARETO_TRY(set_key(rest, m_heap.text(name), value));
    else
      return failure("the macro '" + macro.name + "' takes no argument '" + name.substr(0, 80) + "'");
  }
  const size_t taken = std::min(arguments.positional.size(), macro.parameters.size());
  if (arguments.positional.size() > taken && !macro.takes_rest)
    return failure("the macro '" + macro.name + "' takes no more than " + std::to_string(taken) + " arguments");
  if (macro.takes_caller)
    scope.set("caller", caller.is_undefined() ? m_heap.undefined("there is no caller") : caller);
  if (macro.takes_rest)
    scope.set("varargs", m_heap.tuple({arguments.positional.begin() + static_cast<std::ptrdiff_t>(taken),
                                       arguments.positional.end()}));
  if (macro.takes_named_rest)
    scope.set("kwargs", m_heap.dict(std::move(rest)));
  return {};
}

/// Words by position, then by name, then defaults, which see the parameters before them.
Status Interpreter::bind(const Macro& macro, const Arguments& arguments, Scope& scope) {
  std::vector<bool> used(arguments.named.size());
  std::vector<size_t> open;
  for (size_t i = 0; i < macro.parameters.size(); ++i) {
    const std::string& name = macro.parameters[i];
    if (i < arguments.positional.size()) {
      scope.set(name, arguments.positional[i]);
      continue;
    }
    const auto given = std::find_if(arguments.named.begin(), arguments.named.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    if (given == arguments.named.end()) {
      open.push_back(i);
      scope.set(name, m_heap.undefined("the parameter '" + name + "' was not given"));
      continue;
    }
    used[static_cast<size_t>(given - arguments.named.begin())] = true;
    scope.set(name, given->second);
  }
  PARETO_TRY(bind_rest(macro, arguments, scope, used));
  const size_t without = macro.parameters.size() - macro.defaults.size();
  for (size_t i : open) {
    if (i < without)
      continue;
    PARETO_TRY_ASSIGN(value, evaluate(*macro.defaults[i - without]));
    scope.set(macro.parameters[i], value);
  }
  return {};
}

Result<Value> Interpreter::call_macro(const Closure& closure, const Arguments& arguments) {
  const Deeper deeper(m_depth);
  Scope* scope = enter(closure.macro->body, closure.around);
  Scope* outer = std::exchange(m_scope, scope);
  const Status bound = bind(*closure.macro, arguments, *scope);
  m_scope = outer;
  PARETO_TRY(bound);
  Flow flow = Flow::On;
  PARETO_TRY_ASSIGN(text, capture(closure.macro->body, scope, flow));
  return new_text(std::move(text));
}

} // namespace pareto::jinja
