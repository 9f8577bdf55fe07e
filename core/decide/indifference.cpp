// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/indifference.h"

#include "core/decide/differences.h"

#include <algorithm>
#include <limits>

namespace pareto {

namespace {

struct Rated {
  std::vector<Contender> who;
  std::vector<double> worth; ///< more is better
};

Rated rated(const Evidence& evidence, const std::vector<Contender>& contenders, const AxisChoice& axis,
            const OperatingPoint& at, double sign) {
  Rated all;
  for (const Contender& each : contenders) {
    OperatingPoint there = at;
    there.device = each.device;
    const Quantity value = evidence.value(each.model, axis.metric, there, axis.quality_metric);
    if (!may_decide(value))
      continue;
    all.who.push_back(each);
    all.worth.push_back(sign * *value.value);
  }
  return all;
}

/// In the middle of those given; none where there are none.
std::optional<double> middle(std::vector<double> values) {
  if (values.empty())
    return std::nullopt;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

} // namespace

std::optional<Indifference> indifference(const Evidence& evidence, const std::vector<Contender>& contenders,
                                         const AxisChoice& axis, const OperatingPoint& at) {
  const double sign = higher_is_better(evidence, axis) ? 1 : -1;
  const Rated all = rated(evidence, contenders, axis, at, sign);
  if (axis.metric != Metric::Quality || all.who.size() < 2)
    return std::nullopt;
  const auto best = static_cast<size_t>(std::max_element(all.worth.begin(), all.worth.end()) - all.worth.begin());
  const Differences differences(evidence, all.who, axis, at);
  std::vector<double> reaches;
  double inside = all.worth[best], outside = -std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < all.who.size(); ++i) {
    if (const auto interval = differences.interval(best, i))
      reaches.push_back((interval->high - interval->low) / 2);
    differences.surely_better(best, i) ? outside = std::max(outside, all.worth[i])
                                       : inside = std::min(inside, all.worth[i]);
  }
  const auto reach = middle(std::move(reaches));
  if (!reach || inside <= outside)
    return std::nullopt;
  double edge = std::min(all.worth[best] - *reach, inside);
  if (edge <= outside)
    edge = (inside + outside) / 2;
  return Indifference{all.who[best], sign * edge, sign * all.worth[best]};
}

} // namespace pareto
