// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/queueing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pareto {

namespace {

constexpr double kQueueingInfinite = std::numeric_limits<double>::infinity();
constexpr int kQueueingHalvings = 60;

/// P(D > x) at a load that the machine carries.
double delayed(double rho, double mean_delay, double seconds) {
  if (seconds < 0)
    return 1;
  return mean_delay > 0 ? rho * std::exp(-rho * seconds / mean_delay) : 0;
}

} // namespace

double mean_service_s(const ServiceMix& mix) {
  double sum = 0;
  for (const ServiceClass& each : mix)
    sum += each.share * each.occupies_s;
  return sum;
}

double utilisation(const ServiceMix& mix, double per_s) { return per_s * mean_service_s(mix); }

double mean_delay_s(const ServiceMix& mix, double per_s) {
  const double rho = utilisation(mix, per_s);
  if (rho >= 1)
    return kQueueingInfinite;
  double squares = 0;
  for (const ServiceClass& each : mix)
    squares += each.share * each.occupies_s * each.occupies_s;
  return per_s * squares / (2 * (1 - rho));
}

double late_share(const ServiceMix& mix, double per_s, double seconds) {
  const double rho = utilisation(mix, per_s);
  if (rho >= 1)
    return 1;
  const double delay = mean_delay_s(mix, per_s);
  double late = 0;
  for (const ServiceClass& each : mix)
    late += each.share * delayed(rho, delay, seconds - each.answer_s);
  return late;
}

double wait_quantile_s(const ServiceMix& mix, double per_s, double late) {
  if (utilisation(mix, per_s) >= 1)
    return kQueueingInfinite;
  double low = 0, high = 1e-9;
  while (late_share(mix, per_s, high) > late)
    low = std::exchange(high, 2 * high);
  for (int i = 0; i < kQueueingHalvings; ++i) {
    const double middle = (low + high) / 2;
    (late_share(mix, per_s, middle) > late ? low : high) = middle;
  }
  return high;
}

double capacity_per_s(const ServiceMix& mix, double patience_s, double late) {
  const double service = mean_service_s(mix);
  if (!(service > 0) || late_share(mix, 0, patience_s) > late)
    return 0;
  double low = 0, high = 1 / service; // at which the queue only grows
  for (int i = 0; i < kQueueingHalvings; ++i) {
    const double middle = (low + high) / 2;
    (late_share(mix, middle, patience_s) > late ? high : low) = middle;
  }
  return low;
}

} // namespace pareto
