// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/template/show.h"
#include "core/text/template/syntax.h"

#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace pareto::jinja {

/// Variables of one body; what is not here is looked for outside.
struct Scope final : Object {
  Scope* outer = nullptr;
  std::vector<std::pair<std::string_view, Value>> variables;
  Value* find(std::string_view name);
  void set(std::string_view name, Value value);
};

/// A macro together with the variables around its definition.
struct Closure final : Object {
  const Macro* macro = nullptr;
  Scope* around = nullptr;
};

/// One run of a template. Built-ins get it for everything that allocates, takes steps or looks into values.
class Interpreter {
public:
  using Clock = std::function<std::tm()>; ///< local time now
  Interpreter(const Syntax& syntax, Clock clock);
  void define(const std::string& name, Value value) { m_render->set(*m_names.emplace(name).first, value); }
  Result<std::string> run();
  int line() const { return m_line; } ///< of what failed

  Heap& heap() { return m_heap; }
  Budget& budget() { return m_budget; }
  std::tm now() const { return m_clock(); }

  /// Python's str(value).
  Result<std::string> shown(const Value& value) { return show(m_budget, value); }
  Result<Value> new_text(std::string text, bool safe = false);
  Result<Value> new_list(std::vector<Value> items);
  Result<Value> new_generator(std::vector<Value> items);
  /// Everything a loop over the value would give; uses a generator up.
  Result<std::vector<Value>> walk(const Value& value);
  Result<Value> attribute(const Value& object, std::string_view name);
  Result<Value> item(const Value& object, const Value& key);
  /// "a.b.0": Jinja's path of attributes; the value itself for none. `otherwise` stands for what is undefined on the
  /// way.
  Result<Value> path(const Value& object, const Value& path, const Value* otherwise = nullptr);
  Result<bool> contains(const Value& container, const Value& value);
  Result<bool> compare(std::string_view sign, const Value& left, const Value& right);
  Result<Value> operate(std::string_view sign, const Value& left, const Value& right);
  Result<Value> apply_filter(const std::string& name, const Value& input, const Arguments& arguments);
  Result<bool> apply_test(const std::string& name, const Value& input, const Arguments& arguments);
  Result<Value> call(const Value& callee, const Arguments& arguments);
  /// Fails where a key cannot be one (lists, dicts).
  Status set_key(Entries& entries, const Value& key, const Value& value);

private:
  enum class Flow : uint8_t { On, Break, Continue };
  static constexpr int64_t kSteps = 1'000'000;
  static constexpr size_t kLargestHeap = size_t{128} << 20, kMostWritten = size_t{64} << 20;
  static constexpr int kDeepest = 600; ///< evaluations within evaluations: bounds the stack

  Status step();

  // statements
  Result<Flow> execute(const Body& body);
  Result<Flow> execute(const Statement& statement);
  Result<Flow> execute_if(const Statement& statement);
  Result<Flow> execute_for(const Statement& statement);
  /// Runs the body for one item that the loop's condition lets through; `ran` becomes true if it ran to its end.
  Result<Flow> iterate(const Statement& statement, const Value& item, Loop* loop, bool& ran);
  Result<bool> passes(const Statement& statement, const Value& item);
  /// The items that the condition lets through, where the body reads the loop's counters.
  Result<std::vector<Value>> loop_items(const Statement& statement, std::vector<Value> items);
  Result<Flow> execute_with(const Statement& statement);
  Result<Flow> inner_body(const Body& body);
  Result<Flow> set_block(const Statement& statement);
  Result<Flow> filter_block(const Statement& statement);
  Status call_block(const Statement& statement);
  Status write(std::string_view text);
  /// The text that a body writes with `scope` as its own; `flow` is how it ended.
  Result<std::string> capture(const Body& body, Scope* scope, Flow& flow);
  Status assign(const Expression& target, const Value& value);
  Scope* enter(const Body& body, Scope* outer);
  Value closure(const Macro& macro);

  // expressions
  Result<Value> evaluate(const Expression& node);
  Result<Value> evaluate_kind(const Expression& node);
  Result<Value> load(const std::string& name);
  Result<std::vector<Value>> evaluate_all(const Expression& node);
  Result<Value> dict(const Expression& node);
  Result<Value> slice(const Expression& node);
  Result<Value> compare_all(const Expression& node);
  Result<Value> concat(const Expression& node);
  Result<Value> conditional(const Expression& node);
  Result<Value> operation(const Expression& node);
  Result<Value> negate(const Value& value, bool negative);
  Result<Value> filter(const Expression& node);
  Result<Value> filtered(const Expression& node, const Value& innermost);
  Result<Value> test(const Expression& node);
  Result<Arguments> arguments(const Expression& node);

  // calls
  Result<Value> call_macro(const Closure& closure, const Arguments& arguments);
  Status bind(const Macro& macro, const Arguments& arguments, Scope& scope);
  Status bind_rest(const Macro& macro, const Arguments& arguments, Scope& scope, const std::vector<bool>& used);

  const Syntax& m_syntax;
  Clock m_clock;
  Heap m_heap;
  Budget m_budget{kSteps};
  std::unordered_set<std::string> m_names; ///< of variables given from outside; scopes refer to them
  Scope* m_globals = nullptr;
  Scope* m_render = nullptr; ///< variables of the render call
  Scope* m_scope = nullptr;
  std::string* m_out = nullptr;
  size_t m_written = 0;
  int m_line = 0, m_depth = 0;
};

} // namespace pareto::jinja
