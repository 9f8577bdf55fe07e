// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Where one curve comes to lie below another.
struct Crossover {
  enum class Kind : uint8_t {
    Unknown,      ///< too little measured; `why` says what is missing
    NoDifference, ///< the intervals overlap over the whole measured range
    AlwaysBelow,  ///< the challenger is lower over the whole measured range
    AlwaysAbove,  ///< the baseline is
    FallsBelow,   ///< the challenger becomes lower from `at` on
    RisesAbove,   ///< the challenger is lower up to `at`
  } kind = Kind::Unknown;
  std::string challenger, baseline;               ///< models
  std::string challenger_device, baseline_device; ///< equal unless devices are compared
  double at = 0;                                  ///< tokens or requests
  std::optional<Interval> ci95;                   ///< of `at`; absent for previews
  double low = 0, high = 0;                       ///< the measured range both share
  bool settled = false; ///< the intervals say the same: at every place, or before and behind the crossing
  std::string why;
};

/// Crossing of two measured curves (lower = better), piecewise linear between measured points. The interval is where
/// the two interval bands overlap around the crossing.
Crossover find_crossover(const Curve& challenger, const Curve& baseline);

/// One for each contender but the baseline; `at.device` is not read.
std::vector<Crossover> crossovers(const Evidence& evidence, const std::vector<Contender>& contenders,
                                  const Contender& baseline, Metric metric, Along along, const OperatingPoint& at);

} // namespace pareto
