// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/differences.h"
#include "core/decide/evidence.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Where one curve comes to lie below another. Said by differences alone: a place where the two are not surely apart
/// says nothing, and there is no crossing without its interval.
struct Crossover {
  enum class Kind : uint8_t {
    Unknown,      ///< at fewer than two places both have values that may decide; `why` says what is missing
    NoDifference, ///< they are nowhere surely apart, or apart so that no crossing follows
    AlwaysBelow,  ///< the challenger is surely lower at every measured place of [low, high]
    AlwaysAbove,  ///< the baseline is
    PartlyBelow,  ///< the challenger is surely lower from `low` to `high`, and nowhere surely higher
    PartlyAbove,  ///< the baseline is
    FallsBelow,   ///< the challenger becomes lower inside `ci95`, at about `at`
    RisesAbove,   ///< the challenger is lower up to there
  } kind = Kind::Unknown;
  std::string challenger, baseline;               ///< models
  std::string challenger_device, baseline_device; ///< equal unless devices are compared
  double at = 0;                                  ///< tokens or requests
  std::optional<Interval> ci95;                   ///< of `at`: always there where they cross
  double low = 0, high = 0;                       ///< the measured range both share, or the part of it that is said
  std::string why;
};

/// The difference of challenger and baseline at one place, less than zero where the challenger is lower.
struct DifferenceAt {
  double at = 0;
  double value = 0;
  Interval interval; ///< adjusted for all that is said together
};

/// The last change of sign of a difference that is linear between places, and where the interval's ends change theirs
/// around it. `places` ascend.
Crossover find_crossover(const std::vector<DifferenceAt>& places);

/// One for each contender but the baseline; `at.device` is not read. All places of all of them are one family of
/// comparisons (Holm).
std::vector<Crossover> crossovers(const Evidence& evidence, const std::vector<Contender>& contenders,
                                  const Contender& baseline, Metric metric, Along along, const OperatingPoint& at);

} // namespace pareto
