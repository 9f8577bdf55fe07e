// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/policy/policy.h"
#include "core/measure/serving.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace pareto {

/// Requests of a mix, drawn by a seed, so far apart that each finds the machine idle: what a policy's waits are of.
std::vector<Arrival> drawn_requests(const LengthMix& mix, int count, uint64_t seed);

/// What the curves say of each of these requests, one at a time, each served by its range.
struct Replay {
  std::vector<std::optional<double>> predicted_s; ///< by request; none: the curves know no wait there
  std::vector<double> replayed_s;                 ///< what it took on the live engine
  std::optional<double> predicted_mean_s;         ///< of all; none where one is missing
  double replayed_mean_s = 0;
  std::optional<Estimate> ratio; ///< replayed over predicted, the median of all requests with its interval
};
Replay replay_of(const Evidence& evidence, const Comparison& comparison, const std::vector<PolicyRange>& ranges,
                 const std::vector<Arrival>& arrivals, const ServingRun& run);

} // namespace pareto
