// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/template/syntax.h"
#include "core/text/template/token.h"

#include <initializer_list>
#include <string_view>
#include <vector>

namespace pareto::jinja {

/// Recursive descent over the tokens, by jinja2/parser.py's grammar (`**` is left-associative there, filters bind
/// closer than operators). Depth is bounded.
class Parser {
public:
  Parser(std::vector<Token> tokens, Syntax& syntax) : m_tokens(std::move(tokens)), m_syntax(syntax) {}
  Status run();
  int line() const { return current().line; }

private:
  using Node = Result<Expression*>;
  using Words = std::initializer_list<std::string_view>;
  static constexpr int kDeepest = 150;     ///< brackets within brackets, tags within tags
  static constexpr int kDeepestTree = 400; ///< of one expression, long chains of operators included

  // tokens
  const Token& current() const { return m_tokens[m_at]; }
  const Token& ahead() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
  const Token& take() { return m_tokens[m_at + 1 < m_tokens.size() ? m_at++ : m_at]; }
  bool skip_name(std::string_view name);
  bool skip_operator(std::string_view sign);
  Status expect_name(std::string_view name);
  Status expect_operator(std::string_view sign);
  Status expect_type(Token::Type type, const char* what);
  Result<std::string> identifier();
  Error unexpected(const std::string& wanted) const;

  // nodes
  Expression* make(Expression::Kind kind, int line);
  Node finish(Expression* node);
  Node constant(Value value, int line);
  Node binary(Expression::Kind kind, std::string name, Expression* left, Expression* right, int line);
  Statement* make(Statement::Kind kind, int line);

  // expressions
  Node expression(bool conditional = true);
  Node conditional();
  Node chain(Node (Parser::*next)(), Words signs, Expression::Kind kind, bool names);
  Node disjunction();
  Node conjunction();
  Node negation();
  Node comparison();
  bool comparison_sign(std::string& sign);
  Node sum();
  Node concatenation();
  Node product();
  Node power();
  Node unary() { return signed_operand(true); }
  Node signed_operand(bool with_filters);
  Node primary(bool with_namespace = false);
  Node name_or_literal(bool with_namespace);
  Node tuple(bool conditional, std::string_view end = {}, bool brackets = false);
  Node list();
  Node dict();
  Node postfix(Expression* node);
  Node filters_and_tests(Expression* node);
  Node subscript(Expression* object);
  Node subscribed(Expression* object);
  Node call(Expression* callee);
  Node filter(Expression* input);
  Node test(Expression* input);
  Status arguments(Expression* node);
  Status argument(Expression* node);
  bool ends_tuple(std::string_view end) const;

  // targets
  Node target(std::string_view end, bool with_namespace);
  Status assignable(const Expression& node) const;

  // statements
  Status statements(Body& body, Words ends, bool whole = false);
  Status body(Body& body, Words ends);
  Status statement(Body& body);
  Status output(Body& body);
  Status known_statement(const std::string& name, int line, Body& body);
  Status if_statement(Statement* made);
  Status for_statement(Statement* made);
  Status set_statement(Statement* made);
  Status macro_statement(Statement* made);
  Status call_statement(Statement* made);
  Status filter_statement(Statement* made);
  Status with_statement(Statement* made);
  Status print_statement(Body& body, int line);
  Status parameters(Macro& macro);
  Status leave_loop(const std::string& name);

  std::vector<Token> m_tokens;
  Syntax& m_syntax;
  size_t m_at = 0;
  int m_depth = 0;
  int m_loops = 0; ///< loops that break and continue may leave here
};

} // namespace pareto::jinja
