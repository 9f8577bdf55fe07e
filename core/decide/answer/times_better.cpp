// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/times_better.h"

#include "core/decide/differences.h"
#include "core/decide/quantity_math.h"
#include "core/translatable.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kAlpha = 0.05;

Quantity value_of(const Evidence& evidence, const Contender& who, const AxisChoice& axis, const OperatingPoint& at) {
  return evidence.value(who.model, axis.metric, place_on(at, who), axis.quality_metric);
}

/// Of two intervals at their worst.
std::optional<Interval> worst_of(const Quantity& more, const Quantity& less) {
  if (!more.ci95 || !less.ci95 || less.ci95->low <= 0)
    return std::nullopt;
  return Interval{more.ci95->low / less.ci95->high, more.ci95->high / less.ci95->low};
}

} // namespace

Quantity times_better(const Evidence& evidence, const Contender& who, const Contender& than, const AxisChoice& axis,
                      const OperatingPoint& at) {
  Quantity own = value_of(evidence, who, axis, at);
  const Quantity other = value_of(evidence, than, axis, at);
  if (!own.value || !other.value || *own.value <= 0 || *other.value <= 0)
    return own.value
               ? other.value ? missing(Gap::None, PARETO_TEXT("Core", "A ratio needs two values above zero.")) : other
               : own;
  const bool higher = higher_is_better(evidence, axis);
  const Quantity mine = own;
  const Quantity &more = higher ? mine : other, &less = higher ? other : mine;
  take_weaker(own, other);
  own.value = *more.value / *less.value;
  own.ci95.reset();
  if (who == than)
    return own;
  if (const auto difference = difference_of(evidence, higher ? who : than, higher ? than : who, axis, at)) {
    const Interval logs = interval_of(*difference, kAlpha);
    own.ci95 = Interval{std::min(std::exp(logs.low), *own.value), std::max(std::exp(logs.high), *own.value)};
  } else {
    own.ci95 = worst_of(more, less);
  }
  return own;
}

} // namespace pareto
