// SPDX-License-Identifier: GPL-3.0-or-later
// Which filters and tests there are: Jinja refuses a template that names others before it runs it.
#include "core/text/template/builtins.h"

#include <algorithm>

namespace pareto::jinja {

namespace {

constexpr std::string_view kJinjaFilters[] = {
    "abs",    "attr",       "batch",       "capitalize", "center",   "count",
    "d",      "default",    "dictsort",    "e",          "escape",   "filesizeformat",
    "first",  "float",      "forceescape", "format",     "groupby",  "indent",
    "int",    "items",      "join",        "last",       "length",   "list",
    "lower",  "map",        "max",         "min",        "pprint",   "random",
    "reject", "rejectattr", "replace",     "reverse",    "round",    "safe",
    "select", "selectattr", "slice",       "sort",       "string",   "striptags",
    "sum",    "title",      "tojson",      "trim",       "truncate", "unique",
    "upper",  "urlencode",  "urlize",      "wordcount",  "wordwrap", "xmlattr"};

class FilterCheck {
public:
  explicit FilterCheck(int& line) : m_line(line) {}

  /// `lazy`: within a condition's branch, where a name counts only once it is reached.
  Status body(const Body& body, bool lazy) {
    for (const Statement* statement : body.statements)
      PARETO_TRY(visit(*statement, lazy));
    return {};
  }

private:
  Status visit(const Statement& statement, bool lazy) {
    using Kind = Statement::Kind;
    const bool condition = statement.kind == Kind::If;
    const bool own =
        statement.kind == Kind::SetBlock || statement.kind == Kind::FilterBlock; // the filter belongs to the body
    for (size_t i = 0; i < statement.expressions.size(); ++i) {
      const bool of_body = own || (statement.kind == Kind::For && i == 2);
      PARETO_TRY(expression(statement.expressions[i], condition || (lazy && !of_body)));
    }
    for (const Body& inner : statement.bodies)
      PARETO_TRY(body(inner, condition));
    if (!statement.macro)
      return {};
    for (const Expression* value : statement.macro->defaults)
      PARETO_TRY(expression(value, false));
    return body(statement.macro->body, false);
  }

  Status expression(const Expression* node, bool lazy) {
    if (!node)
      return {};
    lazy = lazy || node->kind == Expression::Kind::Conditional;
    const bool filter = node->kind == Expression::Kind::Filter, test = node->kind == Expression::Kind::Test;
    const auto all = tests();
    const bool known = filter ? is_jinja_filter(node->name)
                              : !test || std::any_of(all.begin(), all.end(),
                                                     [&](const auto& entry) { return entry.name == node->name; });
    if (!known && !lazy) {
      m_line = node->line;
      return failure(std::string("there is no ") + (filter ? "filter '" : "test '") + node->name + "'");
    }
    for (const Expression* operand : node->operands)
      PARETO_TRY(expression(operand, lazy));
    PARETO_TRY(expression(node->rest, lazy));
    return expression(node->named_rest, lazy);
  }

  int& m_line;
};

} // namespace

bool is_jinja_filter(std::string_view name) {
  return std::find(std::begin(kJinjaFilters), std::end(kJinjaFilters), name) != std::end(kJinjaFilters);
}

Status check_filters(const Syntax& syntax, int& line) { return FilterCheck(line).body(syntax.body, false); }

} // namespace pareto::jinja
