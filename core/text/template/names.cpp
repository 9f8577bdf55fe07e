// SPDX-License-Identifier: GPL-3.0-or-later
// Which names of a body start as undefined. Jinja compiles a template to Python functions: a name that a body assigns
// before it reads it is a local variable there, and hides a variable of the render call even before the assignment
// (jinja2/idtracking.py).
#include "core/text/template/syntax.h"

#include <map>
#include <set>

namespace pareto::jinja {

namespace {

enum class Load : uint8_t { Outer, Hidden }; ///< what a name of a body holds at first

/// Names of one body, in the order of their first use.
struct Names {
  const Names* parent = nullptr;
  std::map<std::string, Load> loads;
  std::set<std::string> stores;

  bool known(const std::string& name) const { return loads.count(name) > 0 || (parent && parent->known(name)); }
  void load(const std::string& name) {
    if (!known(name))
      loads.emplace(name, Load::Outer);
  }
  void store(const std::string& name) {
    stores.insert(name);
    if (loads.count(name) == 0)
      loads.emplace(name, parent && parent->known(name) ? Load::Outer : Load::Hidden);
  }
  void parameter(const std::string& name) {
    stores.insert(name);
    loads[name] = Load::Outer;
  }
  /// A branch's own assignments leave the name as it was where the branch is not taken.
  void merge(const std::vector<Names>& branches) {
    std::set<std::string> assigned;
    for (const Names& branch : branches)
      assigned.insert(branch.stores.begin(), branch.stores.end());
    for (const std::string& name : stores)
      assigned.erase(name);
    for (const Names& branch : branches) {
      for (const auto& [name, load] : branch.loads)
        loads[name] = load;
      stores.insert(branch.stores.begin(), branch.stores.end());
    }
    for (const std::string& name : assigned)
      loads[name] = Load::Outer;
  }
};

constexpr size_t kMostCopied = 2'000'000; ///< names copied for branches: bounds the work on a hostile template

class Resolver {
public:
  Status result() const {
    if (m_copied > kMostCopied)
      return unsupported("too many names in too many branches");
    return m_special ? Status(unsupported("'caller', 'varargs' or 'kwargs' within 'generation'")) : Status();
  }

  void body(Body& body, Names& names) {
    for (Statement* statement : body.statements)
      visit(*statement, names);
    for (const auto& [name, load] : names.loads)
      if (load == Load::Hidden)
        body.hidden.push_back(name);
    for (Statement* statement : body.statements)
      inner_bodies(*statement, names);
  }

private:
  void expression(const Expression* node, Names& names) {
    if (!node)
      return;
    if (node->kind == Expression::Kind::Name || node->kind == Expression::Kind::NamespaceAttribute)
      names.load(node->name);
    for (const Expression* operand : node->operands)
      expression(operand, names);
    expression(node->rest, names);
    expression(node->named_rest, names);
  }

  void target(const Expression& node, Names& names, bool parameter) {
    if (node.kind == Expression::Kind::Name)
      parameter ? names.parameter(node.name) : names.store(node.name);
    else if (node.kind == Expression::Kind::NamespaceAttribute)
      names.load(node.name);
    for (const Expression* item : node.operands)
      target(*item, names, parameter);
  }

  void branches(Statement& statement, Names& names) {
    m_copied += (statement.bodies.size() + 1) * names.loads.size();
    if (m_copied > kMostCopied)
      return;
    // Jinja visits the first condition, then each branch on a copy of what was known then; further conditions belong to
    // their branch.
    expression(statement.expressions.front(), names);
    std::vector<Names> parts;
    Names others = names; // the branches of elif share one copy
    for (size_t i = 0; i < statement.bodies.size(); ++i) {
      const bool is_else = i >= statement.expressions.size();
      const bool is_elif = i > 0 && !is_else;
      Names own = names;
      Names& used = is_elif ? others : own;
      if (is_elif)
        elif (statement, i, used);
      else
        for (Statement* inner : statement.bodies[i].statements)
          visit(*inner, used);
      if (!is_elif)
        parts.push_back(std::move(own));
    }
    parts.insert(parts.begin() + 1, std::move(others));
    names.merge(parts);
  }

  void elif (Statement& statement, size_t index, Names& names) {
    m_copied += 2 * names.loads.size();
    expression(statement.expressions[index], names);
    Names own = names;
    for (Statement* inner : statement.bodies[index].statements)
      visit(*inner, own);
    names.merge({own});
  }

  void visit(Statement& statement, Names& names) {
    using Kind = Statement::Kind;
    switch (statement.kind) {
    case Kind::If: branches(statement, names); break;
    case Kind::For: expression(statement.expressions[1], names); break;
    case Kind::Set:
      expression(statement.expressions[1], names);
      target(*statement.expressions[0], names, false);
      break;
    case Kind::SetBlock: target(*statement.expressions[0], names, false); break;
    case Kind::Macro: names.store(statement.macro->name); break;
    case Kind::With:
      for (size_t i = 1; i < statement.expressions.size(); i += 2)
        expression(statement.expressions[i], names);
      break;
    default:
      for (const Expression* each : statement.expressions)
        expression(each, names);
    }
  }

  /// The bodies with variables of their own, once everything around them is known.
  void inner_bodies(Statement& statement, const Names& names) {
    using Kind = Statement::Kind;
    if (statement.kind == Kind::If) {
      for (Body& branch : statement.bodies)
        for (Statement* inner : branch.statements)
          inner_bodies(*inner, names);
      return;
    }
    if (statement.macro)
      macro(*statement.macro, names);
    for (const char* special :
         {"caller", "varargs", "kwargs"}) // such a body is a function of its own, with its own of these
      m_special = m_special || (statement.kind == Kind::Generation && reads(statement.bodies[0], special));
    statement.reads_loop = statement.kind == Kind::For && reads(statement.bodies[0], "loop");
    for (size_t i = 0; i < statement.bodies.size(); ++i) {
      Names own;
      own.parent = &names;
      if (statement.kind == Kind::For && i == 0) {
        own.parameter("loop");
        target(*statement.expressions[0], own, true);
      }
      for (size_t with = 0; statement.kind == Kind::With && with < statement.expressions.size(); with += 2)
        target(*statement.expressions[with], own, true);
      body(statement.bodies[i], own);
    }
  }

  void macro(Macro& macro, const Names& names) {
    Names own;
    own.parent = &names;
    for (const std::string& name : macro.parameters)
      own.parameter(name);
    for (const Expression* value : macro.defaults)
      expression(value, own);
    for (const char* special : {"caller", "varargs", "kwargs"})
      if (!own.loads.count(special) && reads(macro.body, special)) {
        own.parameter(special);
        (special[0] == 'c' ? macro.takes_caller : special[0] == 'v' ? macro.takes_rest : macro.takes_named_rest) = true;
      }
    body(macro.body, own);
  }

  static bool reads(const Expression* node, std::string_view name) {
    if (!node)
      return false;
    if (node->kind == Expression::Kind::Name && node->name == name)
      return true;
    return std::any_of(node->operands.begin(), node->operands.end(),
                       [&](const Expression* operand) { return reads(operand, name); }) ||
           reads(node->rest, name) || reads(node->named_rest, name);
  }

  static bool reads(const Body& body, std::string_view name) {
    return std::any_of(body.statements.begin(), body.statements.end(), [&](const Statement* statement) {
      return std::any_of(statement->expressions.begin(), statement->expressions.end(),
                         [&](const Expression* each) { return reads(each, name); }) ||
             std::any_of(statement->bodies.begin(), statement->bodies.end(),
                         [&](const Body& inner) { return reads(inner, name); }) ||
             (statement->macro && reads(statement->macro->body, name));
    });
  }

  size_t m_copied = 0;
  bool m_special = false;
};

} // namespace

Status resolve_names(Syntax& syntax) {
  Names names;
  Resolver resolver;
  resolver.body(syntax.body, names);
  return resolver.result();
}

} // namespace pareto::jinja
