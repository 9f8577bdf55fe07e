// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/template/value.h"

#include <optional>

namespace pareto::jinja {

/// Python's `str(value)`.
Result<std::string> show(Budget& budget, const Value& value);
/// Python's `repr(value)`: how it is shown within a list.
Result<std::string> represent(Budget& budget, const Value& value);
/// Python's `repr` of a float: the shortest digits that read back the same.
std::string show_number(double value);

/// Options of Python's json.dumps.
struct JsonStyle {
  bool ascii_only = false;
  bool sorted = false;
  std::optional<std::string> indent; ///< of one level; nothing = all on one line
  std::string item = ", ", key = ": ";
};
Result<std::string> to_json(Budget& budget, const Value& value, const JsonStyle& style);

} // namespace pareto::jinja
