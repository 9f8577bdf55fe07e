// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace pareto {

namespace jinja {
struct Syntax;
}

/// A chat template, read and ready to be run: the subset of Jinja2 that published templates use, in the environment
/// that `transformers` gives them (blocks trimmed, loop controls, `generation`, plain `tojson`, `raise_exception`,
/// `strftime_now`). Immutable and usable from several threads. It is code from outside: reading and running are bounded
/// in steps, memory, output and depth, and end with a text or with one sentence that names the construct and its line.
class Template {
public:
  using Variables = nlohmann::ordered_json; ///< an object; the order of its keys is seen by templates
  using Clock = std::function<std::tm()>;   ///< local time, for `strftime_now`

  static Result<Template> read(std::string_view source);
  /// Unsupported: outside the subset, or beyond a bound. InvalidFile: fails by Jinja's own rules. InvalidArgument: the
  /// template refuses the conversation in its own words (`raise_exception`).
  Result<std::string> render(const Variables& variables, const Clock& clock) const;

private:
  explicit Template(std::shared_ptr<const jinja::Syntax> syntax) : m_syntax(std::move(syntax)) {}
  std::shared_ptr<const jinja::Syntax> m_syntax;
};

/// The local time of this moment.
std::tm local_time();

} // namespace pareto
