// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Rewrites a regular expression of tokenizer files (Oniguruma's Ruby syntax, Unicode 16) for PCRE2: white space and
/// character classes with Unicode 16's members, nested and intersected classes as alternatives and lookaheads,
/// quantifier forms that mean something else there. What cannot be said exactly is refused with the place in the
/// pattern.
Result<std::string> rewrite_pattern(std::string_view pattern);

/// A compiled, rewritten pattern. Matching is bounded: a pattern that backtracks without end gives an error instead of
/// hanging. Immutable and usable from several threads.
class Pattern {
public:
  struct Match {
    size_t begin, end;
  };
  static Result<Pattern> compile(std::string_view pattern);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();
  /// All matches in order, without overlap. One without width counts unless another match ends where it lies
  /// (Oniguruma's way through a text). `text` is well-formed UTF-8; lookaround sees no more than it.
  Status find_all(std::string_view text, std::vector<Match>& matches) const;

private:
  struct Code;
  explicit Pattern(std::unique_ptr<Code> code);
  std::unique_ptr<Code> m_code;
};

} // namespace pareto
