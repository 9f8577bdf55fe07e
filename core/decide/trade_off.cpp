// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/trade_off.h"

#include <algorithm>
#include <utility>

namespace pareto {

namespace {

/// A point whose values may decide, both axes turned so that larger is better.
struct Candidate {
  size_t index; ///< of its point
  double x, y;
};

bool better_by_middle(const Candidate& a, const Candidate& b) {
  return a.x >= b.x && a.y >= b.y && (a.x > b.x || a.y > b.y);
}

/// Whether a value meets a limit; nothing can be said where it may not decide.
std::optional<bool> meets(const Quantity& q, double limit, bool at_least) {
  if (!may_decide(q))
    return std::nullopt;
  return at_least ? *q.value >= limit : *q.value <= limit;
}

/// Surely better on one axis, and on the other as well or the same by nature.
bool surely_better(const TradeOff& all, size_t a, size_t b) {
  const bool x = all.by_x.surely_better(a, b), y = all.by_y.surely_better(a, b);
  return (x && (y || all.by_y.identical(a, b))) || (y && all.by_x.identical(a, b));
}

/// Whether a has no disadvantage on an axis: none that a difference shows, or none at all by the middle values where
/// nothing is known of the error.
bool holds_up(const Differences& by, size_t a, size_t b, double value_a, double value_b) {
  return by.known(a, b) ? !by.surely_better(b, a) : value_a >= value_b;
}

/// Equal within error on one axis and surely better on the other, or looking better on both.
bool may_stand_before(const TradeOff& all, const Candidate& a, const Candidate& b) {
  const size_t at_a = *all.points[a.index].place, at_b = *all.points[b.index].place;
  return holds_up(all.by_x, at_a, at_b, a.x, b.x) && holds_up(all.by_y, at_a, at_b, a.y, b.y) &&
         (all.by_x.surely_better(at_a, at_b) || all.by_y.surely_better(at_a, at_b) || better_by_middle(a, b));
}

void place(TradeOff& all, const std::vector<Candidate>& candidates, const Candidate& own, bool quality) {
  TradeOffPoint& point = all.points[own.index];
  point.standing = Standing::Frontier;
  for (const Candidate& other : candidates) {
    const TradeOffPoint& theirs = all.points[other.index];
    const bool sure = surely_better(all, *theirs.place, *point.place);
    if (!sure && (point.standing != Standing::Frontier || !may_stand_before(all, other, own)))
      continue;
    point.standing = sure ? Standing::SurelyDominated : Standing::Possible;
    point.dominated_by = theirs.model;
    point.dominated_on = theirs.device;
    point.same_quality = quality && theirs.model == point.model;
    if (sure)
      break;
  }
}

} // namespace

LimitCheck hold_against(const Limits& limits, const Evidence& evidence, const Contender& who, const OperatingPoint& at,
                        const std::string& task) {
  LimitCheck check;
  OperatingPoint place = at;
  place.device = who.device;
  for (const auto& [metric, limit] : limits) {
    if (metric == Metric::Quality && task.empty())
      continue;
    const AxisChoice axis = metric == Metric::Quality ? AxisChoice{metric, task} : AxisChoice{metric, {}};
    const std::optional<bool> met =
        meets(evidence.value(who.model, metric, place, axis.quality_metric), limit, higher_is_better(evidence, axis));
    if (!met.value_or(false))
      (met ? check.failed : check.unknown).push_back(metric);
  }
  return check;
}

std::vector<Contender> models_at(const Evidence& evidence, const OperatingPoint& at) {
  std::vector<Contender> all;
  for (const std::string& model : evidence.models())
    all.push_back({model, device_at(evidence.study(), at)});
  return all;
}

TradeOff trade_off(const Evidence& evidence, const std::vector<Contender>& contenders, const AxisChoice& x,
                   const AxisChoice& y, const OperatingPoint& at, const Limits& limits, const std::string& task) {
  TradeOff result;
  const double x_sign = higher_is_better(evidence, x) ? 1 : -1, y_sign = higher_is_better(evidence, y) ? 1 : -1;
  const bool quality = x.metric == Metric::Quality || y.metric == Metric::Quality;
  const AxisChoice& of_quality = y.metric == Metric::Quality ? y : x;
  const std::string limited = task.empty() && quality ? of_quality.quality_metric : task;
  std::vector<Candidate> candidates;
  std::vector<Contender> deciding;
  for (const Contender& who : contenders) {
    OperatingPoint there = at;
    there.device = who.device;
    LimitCheck check = hold_against(limits, evidence, who, at, limited);
    TradeOffPoint point;
    point.model = who.model;
    point.device = who.device;
    point.x = evidence.value(who.model, x.metric, there, x.quality_metric);
    point.y = evidence.value(who.model, y.metric, there, y.quality_metric);
    point.failed = std::move(check.failed);
    point.unknown = std::move(check.unknown);
    if (may_decide(point.x) && may_decide(point.y) && point.failed.empty() && point.unknown.empty()) {
      point.place = deciding.size();
      deciding.push_back(who);
      candidates.push_back({result.points.size(), x_sign * *point.x.value, y_sign * *point.y.value});
    }
    result.points.push_back(std::move(point));
  }
  result.by_x = Differences(evidence, deciding, x, at);
  result.by_y = Differences(evidence, deciding, y, at);
  // Who dominates is told by values, not by the order of the study.
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return std::pair(a.x, a.y) > std::pair(b.x, b.y); });
  for (const Candidate& candidate : candidates) {
    place(result, candidates, candidate, quality);
    if (result.points[candidate.index].standing == Standing::Frontier)
      result.frontier.push_back(candidate.index);
  }
  std::sort(result.frontier.begin(), result.frontier.end(),
            [&](size_t a, size_t b) { return *result.points[a].x.value < *result.points[b].x.value; });
  return result;
}

} // namespace pareto
