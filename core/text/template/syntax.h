// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/template/value.h"

#include <deque>
#include <string>
#include <vector>

namespace pareto::jinja {

/// One expression. What `operands` are, by kind, stands behind the names; nodes belong to their Syntax.
struct Expression {
  enum class Kind : uint8_t {
    Constant,
    Name,               ///< `name`
    NamespaceAttribute, ///< only as a target: `name`.`words[0]`
    List,               ///< items
    Tuple,              ///< items
    Dict,               ///< key, value, key, value, ...
    Attribute,          ///< object; `name`
    Item,               ///< object, key
    Slice,              ///< object, start, stop, step (null where left out)
    Call,               ///< callee, arguments (see `words`)
    Filter,             ///< input (null in a filter block), arguments; `name`
    Test,               ///< input, arguments; `name`
    Not,
    Negative,
    Positive,
    And,
    Or,
    Binary,      ///< left, right; `name` is the operator
    Concat,      ///< parts of `~`
    Compare,     ///< first, others; `words` are the operators
    Conditional, ///< condition, value, otherwise (null where left out)
  };
  Kind kind = Kind::Constant;
  int line = 1;
  int depth = 1; ///< of the tree below
  std::string name;
  Value constant;
  std::vector<Expression*> operands;
  std::vector<std::string> words; ///< of calls: names of the last arguments, which are given by keyword
  Expression *rest = nullptr, *named_rest = nullptr; ///< `*rest` and `**named_rest` of calls
};

struct Statement;
/// Statements with variables of their own, or the branch of a condition (which has none).
struct Body {
  std::vector<Statement*> statements;
  std::vector<std::string>
      hidden; ///< names assigned here before they are read: undefined until then, whatever lies outside
};

struct Statement {
  enum class Kind : uint8_t {
    Text,        ///< `text`
    Output,      ///< expressions[0]
    If,          ///< expressions: conditions; bodies: one each, and one more for else
    For,         ///< expressions: target, iterable, condition (may be null); bodies: loop, else
    Set,         ///< expressions: target, value
    SetBlock,    ///< expressions: target, filter (may be null); bodies[0]
    Macro,       ///< `macro` with its name
    CallBlock,   ///< expressions[0]: call; `macro` is the block
    FilterBlock, ///< expressions[0]: filter; bodies[0]
    With,        ///< expressions: target, value, ...; bodies[0]
    Generation,  ///< bodies[0]: what the model has written; a mark for training
    Break,
    Continue,
  };
  Kind kind = Kind::Text;
  int line = 1;
  std::string text;
  std::vector<Expression*> expressions;
  std::vector<Body> bodies;
  struct Macro* macro = nullptr;
  bool reads_loop = false; ///< For: its body reads `loop`
};

struct Macro {
  std::string name;
  std::vector<std::string> parameters;
  std::vector<Expression*> defaults; ///< of the last parameters
  Body body;
  bool takes_caller = false, takes_rest = false, takes_named_rest = false; ///< the body reads caller, varargs, kwargs
};

/// A template read: owns its nodes and constants.
struct Syntax {
  std::deque<Expression> expressions;
  std::deque<Statement> statements;
  std::deque<Macro> macros;
  Heap constants;
  Body body;
};

/// Counts depth for the life of a scope.
class Deeper {
public:
  explicit Deeper(int& depth) : m_depth(++depth) {}
  ~Deeper() { --m_depth; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

private:
  int& m_depth;
};

/// Reads a template; `line` becomes where reading stopped. `source` is well-formed UTF-8.
Status parse(std::string_view source, Syntax& syntax, int& line);
/// Refuses filters and tests that Jinja does not have, where it looks at them before it runs anything: everywhere but
/// in the branches of a condition.
Status check_filters(const Syntax& syntax, int& line);
/// Fills Body::hidden and Macro::takes_...: which names of each body start as undefined (jinja2/idtracking.py).
Status resolve_names(Syntax& syntax);

} // namespace pareto::jinja
