// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of a template; expressions are in evaluator.cpp.
#include "core/text/template/interpreter.h"

#include "core/text/template/builtins.h"

namespace pareto::jinja {

using Tag = Statement::Kind;

Value* Scope::find(std::string_view name) {
  for (auto& [key, value] : variables)
    if (key == name)
      return &value;
  return nullptr;
}

void Scope::set(std::string_view name, Value value) {
  if (Value* found = find(name))
    *found = value;
  else
    variables.emplace_back(name, value);
}

Interpreter::Interpreter(const Syntax& syntax, Clock clock)
    : m_syntax(syntax), m_clock(std::move(clock)), m_globals(m_heap.make<Scope>()), m_render(m_heap.make<Scope>()) {
  m_render->outer = m_globals;
  for (std::string_view name : global_names()) {
    auto* made = m_heap.make<Callable>();
    made->name = name;
    m_globals->set(name, Value::of(made));
  }
}

Result<std::string> Interpreter::run() {
  std::string out;
  m_out = &out;
  m_scope = enter(m_syntax.body, m_render);
  PARETO_TRY(execute(m_syntax.body));
  return out;
}

Status Interpreter::step() {
  PARETO_TRY(m_budget.spend());
  return m_heap.bytes() <= kLargestHeap ? Status()
                                        : Status(unsupported("more memory than Paretoscope allows a template"));
}

Result<Value> Interpreter::new_text(std::string text, bool safe) {
  PARETO_TRY(m_budget.spend_bytes(text.size()));
  return m_heap.text(std::move(text), safe);
}

Result<Value> Interpreter::new_list(std::vector<Value> items) {
  PARETO_TRY(m_budget.spend(items.size()));
  return m_heap.list(std::move(items));
}

Result<Value> Interpreter::new_generator(std::vector<Value> items) {
  PARETO_TRY(m_budget.spend(items.size()));
  return m_heap.generator(std::move(items));
}

Scope* Interpreter::enter(const Body& body, Scope* outer) {
  auto* scope = m_heap.make<Scope>();
  scope->outer = outer;
  for (const std::string& name : body.hidden)
    scope->set(name, Value());
  return scope;
}

Value Interpreter::closure(const Macro& macro) {
  auto* made = m_heap.make<Closure>();
  made->macro = &macro;
  made->around = m_scope;
  auto* callable = m_heap.make<Callable>();
  callable->type = Callable::Type::Macro;
  callable->name = macro.name;
  callable->closure = made;
  return Value::of(callable);
}

Status Interpreter::write(std::string_view text) {
  m_written += text.size();
  if (m_written > kMostWritten)
    return unsupported("more text than Paretoscope allows a template");
  m_out->append(text);
  return m_budget.spend_bytes(text.size());
}

Result<std::string> Interpreter::capture(const Body& body, Scope* scope, Flow& flow) {
  std::string text;
  std::string* out = std::exchange(m_out, &text);
  Scope* outer = std::exchange(m_scope, scope);
  auto ended = execute(body);
  m_out = out;
  m_scope = outer;
  PARETO_TRY_ASSIGN(how, std::move(ended));
  flow = how;
  return text;
}

Result<Interpreter::Flow> Interpreter::execute(const Body& body) {
  for (const Statement* statement : body.statements) {
    PARETO_TRY_ASSIGN(flow, execute(*statement));
    if (flow != Flow::On)
      return flow;
  }
  return Flow::On;
}

Result<Interpreter::Flow> Interpreter::execute(const Statement& statement) {
  const Deeper deeper(m_depth);
  Status result = step();
  if (result && m_depth > kDeepest)
    result = unsupported("macros or loops too deep within each other");
  Result<Flow> flow = Flow::On;
  if (result)
    switch (statement.kind) {
    case Tag::Text: result = write(statement.text); break;
    case Tag::Output: {
      const auto value = evaluate(*statement.expressions[0]);
      const auto text = value ? shown(*value) : Result<std::string>(value.error());
      result = text ? write(*text) : Status(text.error());
      break;
    }
    case Tag::If: flow = execute_if(statement); break;
    case Tag::For: flow = execute_for(statement); break;
    case Tag::Set: {
      const auto value = evaluate(*statement.expressions[1]);
      result = value ? assign(*statement.expressions[0], *value) : Status(value.error());
      break;
    }
    case Tag::Macro: m_scope->set(statement.macro->name, closure(*statement.macro)); break;
    case Tag::SetBlock: flow = set_block(statement); break;
    case Tag::FilterBlock: flow = filter_block(statement); break;
    case Tag::CallBlock: result = call_block(statement); break;
    case Tag::With: flow = execute_with(statement); break;
    case Tag::Generation: flow = inner_body(statement.bodies[0]); break;
    case Tag::Break: return Flow::Break;
    case Tag::Continue: return Flow::Continue;
    }
  if (result && flow)
    return flow;
  m_line = m_line > 0 ? m_line : statement.line; // the innermost place that failed
  return result ? flow.error() : result.error();
}

Result<Interpreter::Flow> Interpreter::inner_body(const Body& body) {
  Scope* outer = std::exchange(m_scope, enter(body, m_scope));
  auto flow = execute(body);
  m_scope = outer;
  return flow;
}

Result<Interpreter::Flow> Interpreter::execute_if(const Statement& statement) {
  for (size_t i = 0; i < statement.bodies.size(); ++i) {
    if (i < statement.expressions.size()) {
      PARETO_TRY_ASSIGN(condition, evaluate(*statement.expressions[i]));
      if (!truthy(condition))
        continue;
    }
    return execute(statement.bodies[i]);
  }
  return Flow::On;
}

namespace {

bool names_namespace(const Expression& node, const std::function<Result<Value>(const std::string&)>& load) {
  if (node.kind == Expression::Kind::Name) {
    const auto value = load(node.name);
    return value && value->is(Kind::Namespace);
  }
  return std::any_of(node.operands.begin(), node.operands.end(),
                     [&](const Expression* operand) { return operand && names_namespace(*operand, load); });
}

} // namespace

Result<bool> Interpreter::passes(const Statement& statement, const Value& item) {
  if (!statement.expressions[2])
    return true;
  auto* scope = m_heap.make<Scope>();
  scope->outer = m_scope;
  Scope* outer = std::exchange(m_scope, scope);
  const Status assigned = assign(*statement.expressions[0], item);
  auto value = assigned ? evaluate(*statement.expressions[2]) : Result<Value>(assigned.error());
  m_scope = outer;
  PARETO_TRY_ASSIGN(condition, std::move(value));
  return truthy(condition);
}

Result<std::vector<Value>> Interpreter::loop_items(const Statement& statement, std::vector<Value> items) {
  if (!statement.expressions[2])
    return items;
  if (names_namespace(*statement.expressions[2], [this](const std::string& name) { return load(name); }))
    return unsupported("a loop that counts its items while their condition may change");
  std::vector<Value> passed;
  for (const Value& item : items) {
    PARETO_TRY_ASSIGN(wanted, passes(statement, item));
    if (wanted)
      passed.push_back(item);
  }
  return passed;
}

Result<Interpreter::Flow> Interpreter::iterate(const Statement& statement, const Value& item, Loop* loop, bool& ran) {
  PARETO_TRY(step());
  if (!loop) {
    PARETO_TRY_ASSIGN(wanted, passes(statement, item));
    if (!wanted)
      return Flow::On;
  }
  Scope* outer = std::exchange(m_scope, enter(statement.bodies[0], m_scope));
  if (loop)
    m_scope->set("loop", Value::of(loop));
  const Status assigned = assign(*statement.expressions[0], item);
  auto flow = assigned ? execute(statement.bodies[0]) : Result<Flow>(assigned.error());
  m_scope = outer;
  ran = ran || (flow && *flow == Flow::On); // a body left by break or continue does not count for `else`
  return flow;
}

Result<Interpreter::Flow> Interpreter::execute_for(const Statement& statement) {
  PARETO_TRY_ASSIGN(iterable, evaluate(*statement.expressions[1]));
  PARETO_TRY_ASSIGN(items, walk(iterable));
  auto* loop = m_heap.make<Loop>();
  if (statement.reads_loop) {
    PARETO_TRY_ASSIGN(passed, loop_items(statement, std::move(items)));
    items = std::move(passed);
  }
  m_heap.add_bytes(items.capacity() * sizeof(Value));
  loop->items = std::move(items);
  bool ran = false;
  for (loop->index = 0; loop->index < loop->items.size(); ++loop->index) {
    PARETO_TRY_ASSIGN(flow, iterate(statement, loop->items[loop->index], statement.reads_loop ? loop : nullptr, ran));
    if (flow == Flow::Break) {
      if (iterable.is(Kind::Generator))
        iterable.generator().left = true;
      break;
    }
  }
  return ran ? Result<Flow>(Flow::On) : inner_body(statement.bodies[1]);
}

Result<Interpreter::Flow> Interpreter::execute_with(const Statement& statement) {
  Scope* scope = enter(statement.bodies[0], m_scope);
  for (size_t i = 0; i < statement.expressions.size(); i += 2) {
    PARETO_TRY_ASSIGN(value, evaluate(*statement.expressions[i + 1])); // in the scope around
    Scope* outer = std::exchange(m_scope, scope);
    const Status assigned = assign(*statement.expressions[i], value);
    m_scope = outer;
    PARETO_TRY(assigned);
  }
  Scope* outer = std::exchange(m_scope, scope);
  auto flow = execute(statement.bodies[0]);
  m_scope = outer;
  return flow;
}

Result<Interpreter::Flow> Interpreter::set_block(const Statement& statement) {
  Flow flow = Flow::On;
  PARETO_TRY_ASSIGN(text, capture(statement.bodies[0], enter(statement.bodies[0], m_scope), flow));
  if (flow != Flow::On)
    return flow; // the loop is left before anything is assigned
  PARETO_TRY_ASSIGN(value, new_text(std::move(text)));
  if (statement.expressions[1]) {
    PARETO_TRY_ASSIGN(changed, filtered(*statement.expressions[1], value));
    value = changed;
  }
  PARETO_TRY(assign(*statement.expressions[0], value));
  return Flow::On;
}

Result<Interpreter::Flow> Interpreter::filter_block(const Statement& statement) {
  Flow flow = Flow::On;
  PARETO_TRY_ASSIGN(text, capture(statement.bodies[0], enter(statement.bodies[0], m_scope), flow));
  if (flow != Flow::On)
    return flow;
  PARETO_TRY_ASSIGN(value, new_text(std::move(text)));
  PARETO_TRY_ASSIGN(changed, filtered(*statement.expressions[0], value));
  PARETO_TRY_ASSIGN(out, shown(changed));
  PARETO_TRY(write(out));
  return Flow::On;
}

Status Interpreter::call_block(const Statement& statement) {
  const Expression& node = *statement.expressions[0];
  PARETO_TRY_ASSIGN(callee, evaluate(*node.operands[0]));
  PARETO_TRY_ASSIGN(given, arguments(node));
  given.named.emplace_back("caller", closure(*statement.macro));
  PARETO_TRY_ASSIGN(value, call(callee, given));
  PARETO_TRY_ASSIGN(text, shown(value));
  return write(text);
}

Status Interpreter::assign(const Expression& target, const Value& value) {
  if (target.kind == Expression::Kind::Name) {
    m_scope->set(target.name, value);
    return m_budget.spend(m_scope->variables.size() / 16);
  }
  if (target.kind == Expression::Kind::NamespaceAttribute) {
    PARETO_TRY_ASSIGN(object, load(target.name));
    if (!object.is(Kind::Namespace))
      return failure("an attribute is set on '" + target.name + "', which is no namespace");
    const std::string& name = target.words[0];
    if (name[0] == '_')
      return failure("the attribute '" + name + "' of a namespace begins with an underscore");
    Namespace& space = object.name_space();
    if (Value* found = space.find(name))
      *found = value;
    else
      space.attributes.emplace_back(name, value);
    return m_budget.spend(space.attributes.size() / 16);
  }
  PARETO_TRY_ASSIGN(items, walk(value));
  if (items.size() != target.operands.size())
    return failure("a value of " + std::to_string(items.size()) + " items is unpacked into " +
                   std::to_string(target.operands.size()) + " names");
  for (size_t i = 0; i < items.size(); ++i)
    PARETO_TRY(assign(*target.operands[i], items[i]));
  return {};
}

} // namespace pareto::jinja
