// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/template/parser.h"

namespace pareto::jinja {

using Form = Expression::Kind;
using Type = Token::Type;

Expression* Parser::make(Form kind, int line) {
  m_syntax.expressions.emplace_back();
  Expression* made = &m_syntax.expressions.back();
  made->kind = kind;
  made->line = line;
  return made;
}

Parser::Node Parser::finish(Expression* node) {
  int deepest = 0;
  for (const Expression* operand : node->operands)
    deepest = std::max(deepest, operand ? operand->depth : 0);
  for (const Expression* rest : {node->rest, node->named_rest})
    deepest = std::max(deepest, rest ? rest->depth : 0);
  node->depth = deepest + 1;
  if (node->depth > kDeepestTree)
    return unsupported("an expression of more than " + std::to_string(kDeepestTree) + " operations within each other");
  return node;
}

Parser::Node Parser::constant(Value value, int line) {
  Expression* made = make(Form::Constant, line);
  made->constant = value;
  return made;
}

Parser::Node Parser::binary(Form kind, std::string name, Expression* left, Expression* right, int line) {
  Expression* made = make(kind, line);
  made->name = std::move(name);
  made->operands = {left, right};
  return finish(made);
}

Parser::Node Parser::expression(bool with_condition) {
  const Deeper deeper(m_depth);
  if (m_depth > kDeepest)
    return unsupported("brackets or tags more than " + std::to_string(kDeepest) + " within each other");
  return with_condition ? conditional() : disjunction();
}

Parser::Node Parser::conditional() {
  PARETO_TRY_ASSIGN(node, disjunction());
  while (current().is_name("if")) {
    const int line = take().line;
    PARETO_TRY_ASSIGN(condition, disjunction());
    Expression* otherwise = nullptr;
    if (skip_name("else")) {
      PARETO_TRY_ASSIGN(last, expression());
      otherwise = last;
    }
    Expression* made = make(Form::Conditional, line);
    made->operands = {condition, node, otherwise};
    PARETO_TRY_ASSIGN(finished, finish(made));
    node = finished;
  }
  return node;
}

/// Left-associative operators of one rank.
Parser::Node Parser::chain(Node (Parser::*next)(), Words signs, Form kind, bool names) {
  PARETO_TRY_ASSIGN(left, (this->*next)());
  const auto found = [&] {
    return std::find_if(signs.begin(), signs.end(), [&](std::string_view sign) {
      return names ? current().is_name(sign) : current().is_operator(sign);
    });
  };
  for (auto sign = found(); sign != signs.end(); sign = found()) {
    const int line = take().line;
    PARETO_TRY_ASSIGN(right, (this->*next)());
    PARETO_TRY_ASSIGN(made, binary(kind, std::string(*sign), left, right, line));
    left = made;
  }
  return left;
}

Parser::Node Parser::disjunction() { return chain(&Parser::conjunction, {"or"}, Form::Or, true); }
Parser::Node Parser::conjunction() { return chain(&Parser::negation, {"and"}, Form::And, true); }
Parser::Node Parser::sum() { return chain(&Parser::concatenation, {"+", "-"}, Form::Binary, false); }
Parser::Node Parser::product() { return chain(&Parser::power, {"*", "/", "//", "%"}, Form::Binary, false); }
Parser::Node Parser::power() { return chain(&Parser::unary, {"**"}, Form::Binary, false); }

Parser::Node Parser::negation() {
  if (!current().is_name("not"))
    return comparison();
  const Deeper deeper(m_depth);
  if (m_depth > kDeepest)
    return unsupported("more than " + std::to_string(kDeepest) + " times 'not'");
  Expression* made = make(Form::Not, take().line);
  PARETO_TRY_ASSIGN(operand, negation());
  made->operands = {operand};
  return finish(made);
}

bool Parser::comparison_sign(std::string& sign) {
  for (std::string_view known : {"==", "!=", "<", "<=", ">", ">="})
    if (current().is_operator(known)) {
      sign = known;
      take();
      return true;
    }
  const bool negated = current().is_name("not") && ahead().is_name("in");
  if (!negated && !current().is_name("in"))
    return false;
  if (negated)
    take();
  take();
  sign = negated ? "not in" : "in";
  return true;
}

Parser::Node Parser::comparison() {
  const int line = current().line;
  PARETO_TRY_ASSIGN(first, sum());
  std::string sign;
  if (!comparison_sign(sign))
    return first;
  Expression* made = make(Form::Compare, line);
  made->operands = {first};
  do {
    PARETO_TRY_ASSIGN(next, sum());
    made->operands.push_back(next);
    made->words.push_back(sign);
  } while (comparison_sign(sign));
  return finish(made);
}

Parser::Node Parser::concatenation() {
  const int line = current().line;
  PARETO_TRY_ASSIGN(first, product());
  if (!current().is_operator("~"))
    return first;
  Expression* made = make(Form::Concat, line);
  made->operands = {first};
  while (skip_operator("~")) {
    PARETO_TRY_ASSIGN(next, product());
    made->operands.push_back(next);
  }
  return finish(made);
}

Parser::Node Parser::signed_operand(bool with_filters) {
  const Deeper deeper(m_depth);
  if (m_depth > 2 * kDeepest)
    return unsupported("more than " + std::to_string(kDeepest) + " signs before a value");
  Expression* node = nullptr;
  if (current().is_operator("-") || current().is_operator("+")) {
    node = make(current().is_operator("-") ? Form::Negative : Form::Positive, current().line);
    take();
    PARETO_TRY_ASSIGN(operand, signed_operand(false));
    node->operands = {operand};
    PARETO_TRY(finish(node));
  } else {
    PARETO_TRY_ASSIGN(value, primary());
    node = value;
  }
  PARETO_TRY_ASSIGN(whole, postfix(node));
  return with_filters ? filters_and_tests(whole) : whole;
}

Parser::Node Parser::name_or_literal(bool with_namespace) {
  const Token& token = take();
  if (token.text == "true" || token.text == "True" || token.text == "false" || token.text == "False")
    return constant(Value::of(token.text[0] == 't' || token.text[0] == 'T'), token.line);
  if (token.text == "none" || token.text == "None")
    return constant(Value::none(), token.line);
  Expression* made = make(Form::Name, token.line);
  made->name = token.text;
  if (with_namespace && skip_operator(".")) {
    made->kind = Form::NamespaceAttribute;
    PARETO_TRY_ASSIGN(attribute, identifier());
    made->words = {attribute};
  }
  return made;
}

Parser::Node Parser::primary(bool with_namespace) {
  const Token& token = current();
  switch (token.type) {
  case Type::Name: return name_or_literal(with_namespace);
  case Type::String: {
    std::string text;
    while (current().is(Type::String))
      text += take().text;
    return constant(m_syntax.constants.text(std::move(text)), token.line);
  }
  case Type::Integer: take(); return constant(Value::of(token.integer), token.line);
  case Type::Float: take(); return constant(Value::of(token.number), token.line);
  default: break;
  }
  if (skip_operator("(")) {
    PARETO_TRY_ASSIGN(inner, tuple(true, {}, true));
    PARETO_TRY(expect_operator(")"));
    return inner;
  }
  if (token.is_operator("["))
    return list();
  if (token.is_operator("{"))
    return dict();
  return unexpected("a value");
}

bool Parser::ends_tuple(std::string_view end) const {
  const Token& token = current();
  return token.is(Type::OutputEnd) || token.is(Type::TagEnd) || token.is_operator(")") ||
         (!end.empty() && token.is_name(end));
}

/// Expressions with commas between them, or one expression.
Parser::Node Parser::tuple(bool with_condition, std::string_view end, bool brackets) {
  Expression* made = make(Form::Tuple, current().line);
  bool commas = false;
  while (!ends_tuple(end)) {
    PARETO_TRY_ASSIGN(item, expression(with_condition));
    made->operands.push_back(item);
    if (!skip_operator(","))
      break;
    commas = true;
  }
  if (!commas && made->operands.size() == 1)
    return made->operands.front();
  if (made->operands.empty() && !brackets)
    return unexpected("an expression");
  return finish(made);
}

Parser::Node Parser::list() {
  Expression* made = make(Form::List, take().line);
  while (!current().is_operator("]")) {
    PARETO_TRY_ASSIGN(item, expression());
    made->operands.push_back(item);
    if (!skip_operator(","))
      break;
  }
  PARETO_TRY(expect_operator("]"));
  return finish(made);
}

Parser::Node Parser::dict() {
  Expression* made = make(Form::Dict, take().line);
  while (!current().is_operator("}")) {
    PARETO_TRY_ASSIGN(key, expression());
    PARETO_TRY(expect_operator(":"));
    PARETO_TRY_ASSIGN(value, expression());
    made->operands.push_back(key);
    made->operands.push_back(value);
    if (!skip_operator(","))
      break;
  }
  PARETO_TRY(expect_operator("}"));
  return finish(made);
}

Parser::Node Parser::postfix(Expression* node) {
  while (true) {
    if (!current().is_operator(".") && !current().is_operator("[") && !current().is_operator("("))
      return node;
    PARETO_TRY_ASSIGN(next, current().is_operator("(") ? call(node) : subscript(node));
    node = next;
  }
}

Parser::Node Parser::filters_and_tests(Expression* node) {
  while (true) {
    const bool is_filter = current().is_operator("|");
    if (!is_filter && !current().is_name("is") && !current().is_operator("("))
      return node;
    PARETO_TRY_ASSIGN(next, is_filter ? filter(node) : current().is_operator("(") ? call(node) : test(node));
    node = next;
  }
}

Parser::Node Parser::subscript(Expression* object) {
  const Token& sign = take();
  if (sign.is_operator("["))
    return subscribed(object);
  Expression* made = make(Form::Attribute, sign.line);
  made->operands = {object};
  if (current().is(Type::Name)) {
    made->name = take().text;
    return finish(made);
  }
  if (!current().is(Type::Integer))
    return unexpected("a name or a number after '.'");
  PARETO_TRY_ASSIGN(index, constant(Value::of(take().integer), sign.line));
  made->kind = Form::Item;
  made->operands.push_back(index);
  return finish(made);
}

/// After '[': a key, or a slice.
Parser::Node Parser::subscribed(Expression* object) {
  Expression* made = make(Form::Item, current().line);
  made->operands = {object};
  for (int part = 0; part < 3 && !current().is_operator("]"); ++part) {
    Expression* bound = nullptr;
    if (!current().is_operator(":")) {
      PARETO_TRY_ASSIGN(given, expression());
      bound = given;
    }
    made->operands.push_back(bound);
    if (!skip_operator(":"))
      break;
    made->kind = Form::Slice;
  }
  if (current().is_operator(","))
    return unsupported("several keys within one pair of square brackets");
  PARETO_TRY(expect_operator("]"));
  if (made->kind == Form::Item && made->operands.size() != 2)
    return unsupported("square brackets without a key");
  if (made->kind == Form::Slice)
    made->operands.resize(4, nullptr);
  return finish(made);
}

Status Parser::argument(Expression* node) {
  const bool named_rest = current().is_operator("**");
  const bool late =
      node->named_rest || (!named_rest && node->rest && !(current().is(Type::Name) && ahead().is_operator("=")));
  if (late)
    return failure("the arguments of a call are in the wrong order");
  if (named_rest || current().is_operator("*")) {
    take();
    PARETO_TRY_ASSIGN(rest, expression());
    (named_rest ? node->named_rest : node->rest) = rest;
    return {};
  }
  const bool named = current().is(Type::Name) && ahead().is_operator("=");
  if (!named && !node->words.empty())
    return failure("an argument without a name follows one with a name");
  if (named) {
    const std::string name = take().text;
    if (std::find(node->words.begin(), node->words.end(), name) != node->words.end())
      return failure("the argument '" + name + "' is given twice");
    node->words.push_back(name);
    take();
  }
  PARETO_TRY_ASSIGN(value, expression());
  node->operands.push_back(value);
  return {};
}

Status Parser::arguments(Expression* node) {
  PARETO_TRY(expect_operator("("));
  while (!current().is_operator(")")) {
    PARETO_TRY(argument(node));
    if (!skip_operator(","))
      break;
  }
  return expect_operator(")");
}

Parser::Node Parser::call(Expression* callee) {
  Expression* made = make(Form::Call, current().line);
  made->operands = {callee};
  PARETO_TRY(arguments(made));
  return finish(made);
}

/// After '|', or at the name of a filter block (null input).
Parser::Node Parser::filter(Expression* input) {
  if (current().is_operator("|"))
    take();
  Expression* made = make(Form::Filter, current().line);
  made->operands = {input};
  PARETO_TRY_ASSIGN(name, identifier());
  made->name = name;
  while (skip_operator(".")) {
    PARETO_TRY_ASSIGN(more, identifier());
    made->name += "." + more;
  }
  if (current().is_operator("("))
    PARETO_TRY(arguments(made));
  return finish(made);
}

Parser::Node Parser::test(Expression* input) {
  Expression* made = make(Form::Test, take().line);
  made->operands = {input};
  const bool negated = skip_name("not");
  PARETO_TRY_ASSIGN(name, identifier());
  made->name = name;
  const Token& next = current();
  const bool word = next.is(Type::Name) && !next.is_name("else") && !next.is_name("or") && !next.is_name("and");
  if (next.is_operator("(")) {
    PARETO_TRY(arguments(made));
  } else if (word || next.is(Type::String) || next.is(Type::Integer) || next.is(Type::Float) || next.is_operator("[") ||
             next.is_operator("{")) {
    if (next.is_name("is"))
      return failure("one 'is' follows another");
    PARETO_TRY_ASSIGN(first, primary());
    PARETO_TRY_ASSIGN(argument, postfix(first));
    made->operands.push_back(argument);
  }
  PARETO_TRY_ASSIGN(whole, finish(made));
  if (!negated)
    return whole;
  Expression* outer = make(Form::Not, whole->line);
  outer->operands = {whole};
  return finish(outer);
}

} // namespace pareto::jinja
