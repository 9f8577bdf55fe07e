// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"
#include "core/decide/statements.h"

#include <optional>
#include <vector>

namespace pareto {

/// Whether an answer comes before patience ends.
enum class InTime : uint8_t {
  Unknown, ///< no value, or one that decides nothing
  Yes,     ///< surely: all of its interval
  Open,    ///< patience ends inside the interval
  No,      ///< surely not
};

/// One contender's wait, in ms, by what it is made of.
struct WaitBar {
  Contender who;
  Quantity reading; ///< prefill: until the first token
  Quantity writing; ///< decode: all tokens after the first
  Quantity total;   ///< as the rule of choice sees it
  InTime in_time = InTime::Unknown;
  /// Of the whole wait, 0 to 1; none where a part is missing.
  std::optional<double> reading_share() const;
};

/// In the order of the shortlist; others of another size are left out.
std::vector<WaitBar> wait_bars(const Evidence& evidence, const Comparison& comparison,
                               const std::vector<Ranked>& places, double patience_ms);
InTime in_time(const Quantity& wait, double patience_ms);

} // namespace pareto
