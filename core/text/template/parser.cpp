// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens and statements; expressions are in parser_expressions.cpp.
#include "core/text/template/parser.h"

#include <utility>

namespace pareto::jinja {

using Tag = Statement::Kind;
using Type = Token::Type;

namespace {

constexpr std::string_view kOutside[] = {"extends",    "block", "include", "import", "from",
                                         "autoescape", "do",    "trans",   "debug"};

std::string shown(const Token& token) {
  switch (token.type) {
  case Type::Data: return "text";
  case Type::OutputBegin: return "'{{'";
  case Type::OutputEnd: return "'}}'";
  case Type::TagBegin: return "'{%'";
  case Type::TagEnd: return "'%}'";
  case Type::String: return "a text in quotes";
  case Type::Integer:
  case Type::Float: return "a number";
  case Type::End: return "the end of the template";
  default: return "'" + token.text + "'";
  }
}

} // namespace

Status parse(std::string_view source, Syntax& syntax, int& line) {
  PARETO_TRY_ASSIGN(tokens, read_tokens(source, line));
  Parser parser(std::move(tokens), syntax);
  const Status read = parser.run();
  line = parser.line();
  PARETO_TRY(read);
  PARETO_TRY(check_filters(syntax, line));
  return resolve_names(syntax);
}

Error Parser::unexpected(const std::string& wanted) const {
  return failure(wanted + " is expected where " + shown(current()) + " stands");
}

bool Parser::skip_name(std::string_view name) {
  const bool found = current().is_name(name);
  if (found)
    take();
  return found;
}

bool Parser::skip_operator(std::string_view sign) {
  const bool found = current().is_operator(sign);
  if (found)
    take();
  return found;
}

Status Parser::expect_name(std::string_view name) {
  return skip_name(name) ? Status() : Status(unexpected("'" + std::string(name) + "'"));
}
Status Parser::expect_operator(std::string_view sign) {
  return skip_operator(sign) ? Status() : Status(unexpected("'" + std::string(sign) + "'"));
}

Status Parser::expect_type(Type type, const char* what) {
  if (!current().is(type))
    return unexpected(what);
  take();
  return {};
}

Result<std::string> Parser::identifier() {
  if (!current().is(Type::Name))
    return unexpected("a name");
  return take().text;
}

Statement* Parser::make(Tag kind, int line) {
  m_syntax.statements.emplace_back();
  Statement* made = &m_syntax.statements.back();
  made->kind = kind;
  made->line = line;
  return made;
}

Status Parser::run() { return statements(m_syntax.body, {}, true); }

/// Up to a tag named in `ends`, which is left as the current token (its '{%' taken); the whole template ends at its
/// end.
Status Parser::statements(Body& body, Words ends, bool whole) {
  const Deeper deeper(m_depth);
  if (m_depth > kDeepest)
    return unsupported("tags more than " + std::to_string(kDeepest) + " within each other");
  while (true) {
    const Token& token = current();
    if (token.is(Type::End))
      return whole ? Status()
                   : Status(failure("the template ends where '" + std::string(*(ends.end() - 1)) + "' is expected"));
    if (token.is(Type::Data)) {
      Statement* made = make(Tag::Text, token.line);
      made->text = take().text;
      body.statements.push_back(made);
      continue;
    }
    if (token.is(Type::OutputBegin)) {
      PARETO_TRY(output(body));
      continue;
    }
    take(); // '{%'
    for (std::string_view end : ends)
      if (current().is_name(end))
        return {};
    PARETO_TRY(statement(body));
    PARETO_TRY(expect_type(Type::TagEnd, "'%}'"));
  }
}

/// The inside of a tag that begins a body: its end, the body, and the name of the tag that closes it.
Status Parser::body(Body& body, Words ends) {
  skip_operator(":");
  PARETO_TRY(expect_type(Type::TagEnd, "'%}'"));
  return statements(body, ends);
}

Status Parser::output(Body& body) {
  Statement* made = make(Tag::Output, take().line);
  PARETO_TRY_ASSIGN(shown, tuple(true));
  made->expressions = {shown};
  body.statements.push_back(made);
  return expect_type(Type::OutputEnd, "'}}'");
}

Status Parser::statement(Body& body) {
  const int line = current().line;
  PARETO_TRY_ASSIGN(name, identifier());
  return known_statement(name, line, body);
}

Status Parser::known_statement(const std::string& name, int line, Body& body) {
  if (name == "print")
    return print_statement(body, line);
  static constexpr std::pair<std::string_view, Tag> kKinds[] = {
      {"if", Tag::If},          {"for", Tag::For},
      {"set", Tag::Set},        {"macro", Tag::Macro},
      {"call", Tag::CallBlock}, {"filter", Tag::FilterBlock},
      {"with", Tag::With},      {"generation", Tag::Generation},
      {"break", Tag::Break},    {"continue", Tag::Continue}};
  const auto* known =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& entry) { return entry.first == name; });
  if (known == std::end(kKinds)) {
    const bool outside = std::find(std::begin(kOutside), std::end(kOutside), name) != std::end(kOutside);
    return outside ? unsupported("the tag '" + name + "'") : failure("there is no tag '" + name + "' here");
  }
  Statement* made = make(known->second, line);
  body.statements.push_back(made);
  switch (known->second) {
  case Tag::If: return if_statement(made);
  case Tag::For: return for_statement(made);
  case Tag::Set: return set_statement(made);
  case Tag::Macro: return macro_statement(made);
  case Tag::CallBlock: return call_statement(made);
  case Tag::FilterBlock: return filter_statement(made);
  case Tag::With: return with_statement(made);
  case Tag::Generation: {
    const int loops = std::exchange(m_loops, 0); // its body is a function of its own
    made->bodies.emplace_back();
    PARETO_TRY(this->body(made->bodies[0], {"endgeneration"}));
    m_loops = loops;
    take();
    return {};
  }
  default: return leave_loop(name);
  }
}

Status Parser::leave_loop(const std::string& name) {
  return m_loops > 0 ? Status() : Status(failure("'" + name + "' stands outside a loop"));
}

Status Parser::if_statement(Statement* made) {
  while (true) {
    PARETO_TRY_ASSIGN(condition, tuple(false));
    made->expressions.push_back(condition);
    made->bodies.emplace_back();
    PARETO_TRY(body(made->bodies.back(), {"elif", "else", "endif"}));
    const std::string end = take().text;
    if (end == "elif")
      continue;
    if (end == "endif")
      return {};
    made->bodies.emplace_back();
    PARETO_TRY(body(made->bodies.back(), {"endif"}));
    take();
    return {};
  }
}

Status Parser::for_statement(Statement* made) {
  PARETO_TRY_ASSIGN(variable, target("in", false));
  PARETO_TRY(expect_name("in"));
  PARETO_TRY_ASSIGN(iterable, tuple(false, "recursive"));
  Expression* condition = nullptr;
  if (skip_name("if")) {
    PARETO_TRY_ASSIGN(given, expression());
    condition = given;
  }
  if (current().is_name("recursive"))
    return unsupported("a recursive loop");
  made->expressions = {variable, iterable, condition};
  made->bodies.resize(2);
  ++m_loops;
  PARETO_TRY(body(made->bodies[0], {"endfor", "else"}));
  --m_loops;
  if (take().text == "else") {
    PARETO_TRY(body(made->bodies[1], {"endfor"}));
    take();
  }
  return {};
}

Status Parser::set_statement(Statement* made) {
  PARETO_TRY_ASSIGN(variable, target({}, true));
  if (skip_operator("=")) {
    PARETO_TRY_ASSIGN(value, tuple(true));
    made->expressions = {variable, value};
    return {};
  }
  made->kind = Tag::SetBlock;
  Expression* filtered = nullptr;
  while (current().is_operator("|")) {
    PARETO_TRY_ASSIGN(next, filter(filtered));
    filtered = next;
  }
  made->expressions = {variable, filtered};
  made->bodies.emplace_back();
  PARETO_TRY(body(made->bodies[0], {"endset"}));
  take();
  return {};
}

Status Parser::parameters(Macro& macro) {
  PARETO_TRY(expect_operator("("));
  while (!current().is_operator(")")) {
    PARETO_TRY_ASSIGN(name, identifier());
    if (std::find(macro.parameters.begin(), macro.parameters.end(), name) != macro.parameters.end())
      return failure("the parameter '" + name + "' stands twice");
    macro.parameters.push_back(name);
    if (skip_operator("=")) {
      PARETO_TRY_ASSIGN(value, expression());
      macro.defaults.push_back(value);
    } else if (!macro.defaults.empty() || name == "caller") {
      return failure(name == "caller" ? "the parameter 'caller' needs a default"
                                      : "a parameter without a default follows one with a default");
    }
    if (!current().is_operator(")"))
      PARETO_TRY(expect_operator(","));
  }
  return expect_operator(")");
}

Status Parser::macro_statement(Statement* made) {
  m_syntax.macros.emplace_back();
  made->macro = &m_syntax.macros.back();
  PARETO_TRY_ASSIGN(name, identifier());
  made->macro->name = name;
  PARETO_TRY(parameters(*made->macro));
  const int loops = std::exchange(m_loops, 0);
  PARETO_TRY(body(made->macro->body, {"endmacro"}));
  m_loops = loops;
  take();
  return {};
}

Status Parser::call_statement(Statement* made) {
  m_syntax.macros.emplace_back();
  made->macro = &m_syntax.macros.back();
  made->macro->name = "caller";
  if (current().is_operator("("))
    PARETO_TRY(parameters(*made->macro));
  PARETO_TRY_ASSIGN(called, expression());
  if (called->kind != Expression::Kind::Call)
    return failure("a call is expected after 'call'");
  made->expressions = {called};
  const int loops = std::exchange(m_loops, 0);
  PARETO_TRY(body(made->macro->body, {"endcall"}));
  m_loops = loops;
  take();
  return {};
}

Status Parser::filter_statement(Statement* made) {
  Expression* filtered = nullptr;
  do {
    PARETO_TRY_ASSIGN(next, filter(filtered));
    filtered = next;
  } while (current().is_operator("|"));
  made->expressions = {filtered};
  made->bodies.emplace_back();
  PARETO_TRY(body(made->bodies[0], {"endfilter"}));
  take();
  return {};
}

Status Parser::with_statement(Statement* made) {
  while (!current().is(Type::TagEnd)) {
    if (!made->expressions.empty())
      PARETO_TRY(expect_operator(","));
    PARETO_TRY_ASSIGN(variable, target({}, false));
    PARETO_TRY(expect_operator("="));
    PARETO_TRY_ASSIGN(value, expression());
    made->expressions.push_back(variable);
    made->expressions.push_back(value);
  }
  made->bodies.emplace_back();
  PARETO_TRY(body(made->bodies[0], {"endwith"}));
  take();
  return {};
}

Status Parser::print_statement(Body& body, int line) {
  while (!current().is(Type::TagEnd)) {
    PARETO_TRY_ASSIGN(shown, expression());
    Statement* made = make(Tag::Output, line);
    made->expressions = {shown};
    body.statements.push_back(made);
    if (!skip_operator(","))
      break;
  }
  return {};
}

Status Parser::assignable(const Expression& node) const {
  if (node.kind == Expression::Kind::Name && node.name == "loop")
    return unsupported("an assignment to 'loop'");
  if (node.kind == Expression::Kind::Name || node.kind == Expression::Kind::NamespaceAttribute)
    return {};
  if (node.kind != Expression::Kind::Tuple)
    return failure("what stands before '=' or 'in' cannot be assigned to");
  for (const Expression* item : node.operands)
    PARETO_TRY(assignable(*item));
  return {};
}

/// A name, an attribute of a namespace, or several of them with commas.
Parser::Node Parser::target(std::string_view end, bool with_namespace) {
  Expression* made = make(Expression::Kind::Tuple, current().line);
  bool commas = false;
  while (!ends_tuple(end) && !current().is_operator("=")) {
    PARETO_TRY_ASSIGN(item, primary(with_namespace));
    PARETO_TRY(assignable(*item));
    made->operands.push_back(item);
    if (!skip_operator(","))
      break;
    commas = true;
  }
  if (made->operands.empty())
    return unexpected("a name");
  return commas ? finish(made) : Node(made->operands.front());
}

} // namespace pareto::jinja
