// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions of a template, by jinja2/compiler.py's translation to Python.
#include "core/text/template/builtins.h"
#include "core/text/template/interpreter.h"

namespace pareto::jinja {

using Node = Expression::Kind;

Result<Value> Interpreter::load(const std::string& name) {
  for (Scope* scope = m_scope; scope; scope = scope->outer) {
    PARETO_TRY(m_budget.spend(scope->variables.size() / 16));
    if (const Value* found = scope->find(name))
      return found->is_undefined() && !found->hint() ? m_heap.undefined("'" + name + "' is undefined") : *found;
  }
  if (name == "self" || name == "lipsum" || name == "cycler" || name == "joiner")
    return unsupported("'" + name + "'");
  return m_heap.undefined("'" + name + "' is undefined");
}

Result<Value> Interpreter::evaluate(const Expression& node) {
  const Deeper deeper(m_depth);
  Status allowed = step();
  if (allowed && m_depth > kDeepest)
    allowed = unsupported("macros or loops too deep within each other");
  auto value = allowed ? evaluate_kind(node) : Result<Value>(allowed.error());
  if (!value && m_line == 0)
    m_line = node.line; // the innermost place that failed
  return value;
}

Result<Value> Interpreter::evaluate_kind(const Expression& node) {
  switch (node.kind) {
  case Node::Constant: return node.constant;
  case Node::Name: return load(node.name);
  case Node::List:
  case Node::Tuple: {
    PARETO_TRY_ASSIGN(items, evaluate_all(node));
    return m_heap.sequence(std::move(items), node.kind == Node::List ? Sequence::Form::List : Sequence::Form::Tuple);
  }
  case Node::Dict: return dict(node);
  case Node::Attribute: {
    PARETO_TRY_ASSIGN(object, evaluate(*node.operands[0]));
    return attribute(object, node.name);
  }
  case Node::Item: {
    PARETO_TRY_ASSIGN(object, evaluate(*node.operands[0]));
    PARETO_TRY_ASSIGN(key, evaluate(*node.operands[1]));
    return item(object, key);
  }
  case Node::Slice: return slice(node);
  case Node::Call: {
    PARETO_TRY_ASSIGN(callee, evaluate(*node.operands[0]));
    PARETO_TRY_ASSIGN(given, arguments(node));
    return call(callee, given);
  }
  case Node::Filter: return filter(node);
  case Node::Test: return test(node);
  case Node::Compare: return compare_all(node);
  case Node::Concat: return concat(node);
  case Node::Conditional: return conditional(node);
  default: return operation(node);
  }
}

/// Operators with one or two operands.
Result<Value> Interpreter::operation(const Expression& node) {
  PARETO_TRY_ASSIGN(left, evaluate(*node.operands[0]));
  switch (node.kind) {
  case Node::Not: return Value::of(!truthy(left));
  case Node::Negative: return negate(left, true);
  case Node::Positive: return negate(left, false);
  case Node::And: return truthy(left) ? evaluate(*node.operands[1]) : Result<Value>(left);
  case Node::Or: return truthy(left) ? Result<Value>(left) : evaluate(*node.operands[1]);
  case Node::Binary: {
    PARETO_TRY_ASSIGN(right, evaluate(*node.operands[1]));
    return operate(node.name, left, right);
  }
  default: return unsupported("this expression");
  }
}

Result<std::vector<Value>> Interpreter::evaluate_all(const Expression& node) {
  std::vector<Value> items;
  items.reserve(node.operands.size());
  for (const Expression* operand : node.operands) {
    PARETO_TRY_ASSIGN(value, evaluate(*operand));
    items.push_back(value);
  }
  return items;
}

Status Interpreter::set_key(Entries& entries, const Value& key, const Value& value) {
  if (!key.is(Kind::Text) && !key.is_number() && !key.is(Kind::None))
    return key.is(Kind::Dict) || (key.is(Kind::Sequence) && key.sequence().form == Sequence::Form::List)
               ? failure(std::string("a ") + type_name(key) + " cannot be a key")
               : unsupported(std::string("a ") + type_name(key) + " as a key");
  PARETO_TRY(m_budget.spend(1 + entries.size() / 16));
  for (auto& [known, old] : entries) {
    PARETO_TRY_ASSIGN(same, equal(m_budget, known, key));
    if (!same)
      continue;
    old = value;
    return {};
  }
  entries.emplace_back(key, value);
  return {};
}

Result<Value> Interpreter::dict(const Expression& node) {
  Entries entries;
  for (size_t i = 0; i + 1 < node.operands.size(); i += 2) {
    PARETO_TRY_ASSIGN(key, evaluate(*node.operands[i]));
    PARETO_TRY_ASSIGN(value, evaluate(*node.operands[i + 1]));
    PARETO_TRY(set_key(entries, key, value));
  }
  return m_heap.dict(std::move(entries));
}

Result<Value> Interpreter::slice(const Expression& node) {
  PARETO_TRY_ASSIGN(object, evaluate(*node.operands[0]));
  Value bounds[3] = {Value::none(), Value::none(), Value::none()};
  for (size_t i = 0; i < 3; ++i)
    if (node.operands[i + 1]) {
      PARETO_TRY_ASSIGN(bound, evaluate(*node.operands[i + 1]));
      bounds[i] = bound;
    }
  return slice_of(*this, object, bounds[0], bounds[1], bounds[2]);
}

/// a < b < c: each operand is evaluated once, and only as far as needed.
Result<Value> Interpreter::compare_all(const Expression& node) {
  PARETO_TRY_ASSIGN(left, evaluate(*node.operands[0]));
  for (size_t i = 0; i < node.words.size(); ++i) {
    PARETO_TRY_ASSIGN(right, evaluate(*node.operands[i + 1]));
    PARETO_TRY_ASSIGN(holds, compare(node.words[i], left, right));
    if (!holds)
      return Value::of(false);
    left = right;
  }
  return Value::of(true);
}

Result<Value> Interpreter::concat(const Expression& node) {
  std::string text;
  for (const Expression* operand : node.operands) {
    PARETO_TRY_ASSIGN(value, evaluate(*operand));
    PARETO_TRY_ASSIGN(part, shown(value));
    text += part;
  }
  return new_text(std::move(text));
}

Result<Value> Interpreter::conditional(const Expression& node) {
  PARETO_TRY_ASSIGN(condition, evaluate(*node.operands[0]));
  if (truthy(condition))
    return evaluate(*node.operands[1]);
  if (node.operands[2])
    return evaluate(*node.operands[2]);
  return m_heap.undefined("the condition of an 'if' without 'else' does not hold");
}

Result<Value> Interpreter::negate(const Value& value, bool negative) {
  if (value.is_integer()) {
    if (value.integer() == INT64_MIN)
      return unsupported("an integer beyond 64 bits");
    return Value::of(negative ? -value.integer() : value.integer());
  }
  if (value.is(Kind::Float))
    return Value::of(negative ? -value.number() : value.number());
  return value.is_undefined() && value.hint() ? failure(value.hint()->text)
                                              : failure(std::string("a sign before a ") + type_name(value));
}

Result<Arguments> Interpreter::arguments(const Expression& node) {
  Arguments given;
  const size_t named_from = node.operands.size() - node.words.size();
  for (size_t i = 1; i < node.operands.size(); ++i) {
    PARETO_TRY_ASSIGN(value, evaluate(*node.operands[i]));
    if (i < named_from)
      given.positional.push_back(value);
    else
      given.named.emplace_back(node.words[i - named_from], value);
  }
  if (node.rest) {
    PARETO_TRY_ASSIGN(rest, evaluate(*node.rest));
    PARETO_TRY_ASSIGN(items, walk(rest));
    given.positional.insert(given.positional.end(), items.begin(), items.end());
  }
  if (node.named_rest) {
    PARETO_TRY_ASSIGN(rest, evaluate(*node.named_rest));
    if (!rest.is(Kind::Dict))
      return failure(std::string("'**' before a ") + type_name(rest));
    for (const auto& [key, value] : rest.dict().entries) {
      if (!key.is(Kind::Text))
        return failure("a keyword that is no text");
      given.named.emplace_back(key.text().text, value);
    }
    PARETO_TRY(m_budget.spend(rest.dict().entries.size()));
  }
  return given;
}

Result<Value> Interpreter::filter(const Expression& node) {
  PARETO_TRY_ASSIGN(input, evaluate(*node.operands[0]));
  PARETO_TRY_ASSIGN(given, arguments(node));
  return apply_filter(node.name, input, given);
}

/// The chain of a filter block: its innermost filter has no input of its own.
Result<Value> Interpreter::filtered(const Expression& node, const Value& innermost) {
  Value input = innermost;
  if (node.operands[0]) {
    PARETO_TRY_ASSIGN(inner, filtered(*node.operands[0], innermost));
    input = inner;
  }
  PARETO_TRY_ASSIGN(given, arguments(node));
  return apply_filter(node.name, input, given);
}

Result<Value> Interpreter::test(const Expression& node) {
  PARETO_TRY_ASSIGN(input, evaluate(*node.operands[0]));
  PARETO_TRY_ASSIGN(given, arguments(node));
  PARETO_TRY_ASSIGN(holds, apply_test(node.name, input, given));
  return Value::of(holds);
}

} // namespace pareto::jinja
