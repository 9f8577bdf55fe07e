// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/axis.h"
#include "core/decide/evidence.h"

#include <optional>
#include <vector>

namespace pareto {

/// Between which values of a quality nobody is surely worse than the best.
struct Indifference {
  Contender best;
  double from = 0;  ///< the edge: about as far from the best as differences must be to be sure (Holm-corrected)
  double value = 0; ///< of the best
};

/// Of those whose value on the axis (a quality) may decide. The edge never parts what the rule of choice joins: whoever
/// is not surely worse than the best lies inside, whoever is lies outside. Nothing where that cannot be drawn (one test
/// surer than another), where the best has no interval, or where there is only one.
std::optional<Indifference> indifference(const Evidence& evidence, const std::vector<Contender>& contenders,
                                         const AxisChoice& axis, const OperatingPoint& at);

} // namespace pareto
