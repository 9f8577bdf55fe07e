// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pareto::jinja {

struct Token {
  enum class Type : uint8_t {
    Data,
    OutputBegin,
    OutputEnd,
    TagBegin,
    TagEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End
  };
  Type type = Type::End;
  int line = 1;
  std::string text; ///< of data, names, strings (unescaped) and operators
  int64_t integer = 0;
  double number = 0;

  bool is(Type wanted) const { return type == wanted; }
  bool is_name(std::string_view name) const { return type == Type::Name && text == name; }
  bool is_operator(std::string_view sign) const { return type == Type::Operator && text == sign; }
};

/// The tokens of a template, with `trim_blocks` and `lstrip_blocks` applied, comments left out; the last one is End.
/// `line` becomes where reading stopped. `source` is well-formed UTF-8.
Result<std::vector<Token>> read_tokens(std::string_view source, int& line);

} // namespace pareto::jinja
