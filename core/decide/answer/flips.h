// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/wait_bars.h"

#include <optional>
#include <vector>

namespace pareto {

/// What is assumed of a workload.
enum class Assumption : uint8_t { PromptLength, Requests, AnswerLength, Patience };
inline constexpr size_t kAssumptions = static_cast<size_t>(Assumption::Patience) + 1;
const char* to_string(Assumption assumption); ///< "prompt_tokens", "requests", "answer_tokens", "patience_ms"

/// From where on the answer is another, everything else as it is. Found on the curves by the rule of choice itself;
/// where nothing is decided, nothing has changed.
struct Flip {
  Assumption assumption = Assumption::PromptLength;
  double now = 0;           ///< tokens, requests or ms
  std::optional<double> at; ///< the nearest value with another answer; none: none from `from` to `to`
  bool rises = false;       ///< `at` lies above `now`
  double from = 0, to = 0; ///< the least and the most at which there was an answer to look at; both `now`: nowhere else
  bool everywhere = false; ///< between them lies all that can be asked
  bool untested = false;   ///< above `to` waits are known, and no quality was tested at that length
  std::optional<int64_t> matters_from; ///< PromptLength, where architecture hardly matters: see Ceiling::begins
  enum class Then : uint8_t {
    Another,   ///< `who` is chosen
    TooLong,   ///< what is chosen does not answer in time any more
    InTime,    ///< `who` answers in time
    Undecided, ///< what was chosen is not any more: equal within error
  } then = Then::Another;
  Contender who;
};
const char* to_string(Flip::Then then); ///< "another", "too_long", "in_time", "undecided"

/// Of each assumption the nearest flip, the most sensitive one first (by the ratio of `at` to `now`); those without
/// come last.
std::vector<Flip> flips(const Evidence& evidence, const Comparison& comparison, double patience_ms);

} // namespace pareto
