// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/trade_off.h"

#include "core/decide/quantity_math.h"

#include <algorithm>

namespace pareto {

namespace {

/// Both axes turned so that larger is better.
struct Turned {
  double value = 0;
  std::optional<Interval> range; ///< where the truth lies
};

Turned turned(const Quantity& q, bool higher_better) {
  const double sign = higher_better ? 1 : -1;
  std::optional<Interval> range = range_of(q);
  if (range && !higher_better)
    range = Interval{-range->high, -range->low};
  return {sign * *q.value, range};
}

struct Candidate {
  size_t index;
  std::string model;
  Turned x, y;
};

/// What two candidates' ranges say of one axis.
struct Sureness {
  bool not_worse, better;
};

Sureness sureness(const Turned& a, const Turned& b) {
  if (!a.range || !b.range)
    return {false, false};
  return {a.range->low >= b.range->high, a.range->low > b.range->high};
}

bool better_by_middle(const Candidate& a, const Candidate& b) {
  return a.x.value >= b.x.value && a.y.value >= b.y.value && (a.x.value > b.x.value || a.y.value > b.y.value);
}

/// One model has one quality, whatever interval its paper prints: the same weights at the study's precision answer
/// alike on every device, so only the other axis can tell two such candidates apart.
bool surely_better(const Candidate& a, const Candidate& b, const AxisChoice& x_axis, const AxisChoice& y_axis) {
  const auto of = [&](const Turned& one, const Turned& other, const AxisChoice& axis) {
    return axis.metric == Metric::Quality && a.model == b.model ? Sureness{true, false} : sureness(one, other);
  };
  const Sureness x = of(a.x, b.x, x_axis), y = of(a.y, b.y, y_axis);
  return x.not_worse && y.not_worse && (x.better || y.better);
}

/// Whether a value meets a limit. Nothing can be said where it is missing; of a modelled one where the limit lies
/// inside its band; of a quality at a length it was not tested at.
std::optional<bool> meets(const Quantity& q, double limit, bool at_least) {
  if (!q.value)
    return std::nullopt;
  const auto met = [&](double value) { return at_least ? value >= limit : value <= limit; };
  if (q.reach != Reach::Beyond)
    return met(*q.value);
  if (q.source != Source::Modelled || !q.ci95 || met(q.ci95->low) != met(q.ci95->high))
    return std::nullopt;
  return met(*q.value);
}

/// `quality` is the axis of quality, if there is one: without it nobody knows of which test a limit on quality is.
void hold_against_limits(TradeOffPoint& point, const Evidence& evidence, const OperatingPoint& at, const Limits& limits,
                         const AxisChoice* quality) {
  for (const auto& [metric, limit] : limits) {
    if (metric == Metric::Quality && !quality)
      continue;
    const AxisChoice axis = metric == Metric::Quality ? *quality : AxisChoice{metric, {}};
    const std::optional<bool> met =
        meets(evidence.value(point.model, metric, at, axis.quality_metric), limit, higher_is_better(evidence, axis));
    if (!met.value_or(false))
      (met ? point.failed : point.unknown).push_back(metric);
  }
}

void rank(TradeOff& result, const std::vector<Candidate>& candidates, const AxisChoice& x, const AxisChoice& y) {
  const bool quality = x.metric == Metric::Quality || y.metric == Metric::Quality;
  for (const Candidate& candidate : candidates) {
    TradeOffPoint& point = result.points[candidate.index];
    point.standing = Standing::Frontier;
    for (const Candidate& other : candidates) {
      if (other.index == candidate.index || !better_by_middle(other, candidate))
        continue;
      const bool sure = surely_better(other, candidate, x, y);
      if (sure || point.standing == Standing::Frontier) {
        point.standing = sure ? Standing::SurelyDominated : Standing::Possible;
        point.dominated_by = result.points[other.index].model;
        point.dominated_on = result.points[other.index].device;
        point.same_quality = quality && other.model == candidate.model;
      }
      if (sure)
        break;
    }
    if (point.standing == Standing::Frontier)
      result.frontier.push_back(candidate.index);
  }
  std::sort(result.frontier.begin(), result.frontier.end(),
            [&](size_t a, size_t b) { return *result.points[a].x.value < *result.points[b].x.value; });
}

} // namespace

std::vector<Contender> models_at(const Evidence& evidence, const OperatingPoint& at) {
  std::vector<Contender> all;
  for (const std::string& model : evidence.models())
    all.push_back({model, device_at(evidence.study(), at)});
  return all;
}

TradeOff trade_off(const Evidence& evidence, const std::vector<Contender>& contenders, const AxisChoice& x,
                   const AxisChoice& y, const OperatingPoint& where, const Limits& limits) {
  TradeOff result;
  const bool x_higher = higher_is_better(evidence, x), y_higher = higher_is_better(evidence, y);
  const AxisChoice* quality = y.metric == Metric::Quality ? &y : x.metric == Metric::Quality ? &x : nullptr;
  std::vector<Candidate> candidates;
  for (const auto& [model, device] : contenders) {
    OperatingPoint at = where;
    at.device = device;
    TradeOffPoint point;
    point.model = model;
    point.device = device;
    point.x = evidence.value(model, x.metric, at, x.quality_metric);
    point.y = evidence.value(model, y.metric, at, y.quality_metric);
    hold_against_limits(point, evidence, at, limits, quality);
    const bool beyond = point.x.reach == Reach::Beyond || point.y.reach == Reach::Beyond;
    if (point.complete() && point.failed.empty() && point.unknown.empty() && !beyond)
      candidates.push_back({result.points.size(), model, turned(point.x, x_higher), turned(point.y, y_higher)});
    result.points.push_back(std::move(point));
  }
  rank(result, candidates, x, y);
  return result;
}

} // namespace pareto
