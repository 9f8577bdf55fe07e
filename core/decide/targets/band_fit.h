// SPDX-License-Identifier: GPL-3.0-or-later
// How a rule is made of runs: every machine counts equally, however many runs of it were published.
#pragma once

#include "core/decide/targets/speed_bands.h"

#include <vector>

namespace pareto {

using Runs = std::vector<const PublishedRun*>;

struct Weighted {
  double value, weight;
};
/// The least value that `share` of the weight does not exceed; 0 of nothing.
double weighted_quantile(std::vector<Weighted> values, double share);

/// Seconds of the middle.
double middle_of(const SpeedRule& rule, double rated);
/// Measured speed over that of the middle.
double factor_of(const SpeedRule& rule, const PublishedRun& run);

/// The rule of a pool: of decode the fixed time and share with the least typical error, of the others the median
/// share; the factors are the 5th and 95th percentile, widened by the pool's margin.
SpeedRule fitted(SpeedPool pool, const Runs& runs);
/// The same rule with the factors of these runs: of one machine.
SpeedRule narrowed(SpeedRule rule, SpeedPool pool, const Runs& own);

} // namespace pareto
