// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/pace.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

double together(double a, double b) { return a > 0 && b > 0 ? std::sqrt(a * b) : std::max(a, b); }

} // namespace

Roofline speed_of(const Pace& pace) {
  return {together(pace.before.bytes_per_s, pace.after.bytes_per_s),
          together(pace.before.flops_per_s, pace.after.flops_per_s)};
}

double pace_ratio(const Pace& then, const Pace& now, double bytes, double flops) {
  const Roofline was = speed_of(then), is = speed_of(now);
  return was.known() && is.known() && bytes + flops > 0 ? was.seconds(bytes, flops) / is.seconds(bytes, flops) : 0;
}

} // namespace pareto
