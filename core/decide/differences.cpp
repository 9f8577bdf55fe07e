// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/differences.h"

#include "core/decide/comparison.h"
#include "core/decide/quantity_math.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

bool is_speed(const AxisChoice& axis) { return row_of(axis.metric).kind == MetricKind::Speed; }
/// Heat and clocks move joules as they move times.
bool drifts(const AxisChoice& axis) { return is_speed(axis) || row_of(axis.metric).kind == MetricKind::Energy; }

/// What is compared of one contender.
struct Side {
  Quantity quantity;
  Rounds rounds; ///< of a time or a rate
};

Side side_of(const Evidence& evidence, const Contender& who, const AxisChoice& axis, const OperatingPoint& at) {
  const OperatingPoint place = place_on(at, who);
  return {evidence.value(who.model, axis.metric, place, axis.quality_metric),
          is_speed(axis) ? evidence.rounds(who.model, axis.metric, place) : Rounds()};
}

std::optional<Difference> paired(const Rounds& a, const Rounds& b) {
  std::vector<double> rounds;
  for (const auto& [id, value] : a)
    if (const auto other = b.find(id); other != b.end())
      rounds.push_back(std::log(value / other->second));
  return paired_difference(rounds);
}

/// By both intervals; nothing where one has none.
std::optional<Difference> unpaired(const Side& a, const Side& b, double drift) {
  if (!a.quantity.ci95 || !b.quantity.ci95 || a.quantity.ci95->low <= 0 || b.quantity.ci95->low <= 0)
    return std::nullopt;
  return unpaired_ratio(*a.quantity.value, *a.quantity.ci95, *b.quantity.value, *b.quantity.ci95, drift);
}

/// Where the spread of few rounds is assumed, it is no narrower than both intervals say.
std::optional<Difference> of_times(const Side& a, const Side& b) {
  auto found = paired(a.rounds, b.rounds);
  if (!found)
    return unpaired(a, b, kUnseenDrift);
  const auto within = found->rounds <= kFewRounds ? unpaired(a, b, 0) : std::nullopt;
  if (within)
    found->error = std::max(found->error, within->error);
  return found;
}

std::optional<Difference> difference(const Side& a, const Side& b, const AxisChoice& axis, bool same_model) {
  if (!may_decide(a.quantity) || !may_decide(b.quantity))
    return std::nullopt;
  if (drifts(axis))
    return of_times(a, b);
  if (axis.metric == Metric::Quality && same_model)
    return Difference{};
  const auto of_a = range_of(a.quantity), of_b = range_of(b.quantity);
  if (!of_a || !of_b)
    return std::nullopt;
  return unpaired_difference(*a.quantity.value, *of_a, *b.quantity.value, *of_b, 0);
}

} // namespace

std::optional<Difference> difference_of(const Evidence& evidence, const Contender& a, const Contender& b,
                                        const AxisChoice& axis, const OperatingPoint& at) {
  return difference(side_of(evidence, a, axis, at), side_of(evidence, b, axis, at), axis, a.model == b.model);
}

bool any_of_few_rounds(const Evidence& evidence, const std::vector<Contender>& compared, const Contender& baseline,
                       const AxisChoice& axis, const OperatingPoint& at) {
  return std::any_of(compared.begin(), compared.end(), [&](const Contender& who) {
    const auto difference = who == baseline ? std::nullopt : difference_of(evidence, who, baseline, axis, at);
    return difference && difference->rounds <= kFewRounds;
  });
}

Differences::Differences(const Evidence& evidence, const std::vector<Contender>& contenders, const AxisChoice& axis,
                         const OperatingPoint& at)
    : m_count(contenders.size()), m_higher(higher_is_better(evidence, axis)), m_logarithmic(drifts(axis)),
      m_pairs(m_count * m_count) {
  std::vector<Side> sides;
  for (const Contender& who : contenders)
    sides.push_back(side_of(evidence, who, axis, at));
  std::vector<Pair*> tested;
  std::vector<double> p;
  for (size_t a = 0; a < m_count; ++a)
    for (size_t b = a + 1; b < m_count; ++b) {
      Pair& one = m_pairs[a * m_count + b];
      one.difference = difference(sides[a], sides[b], axis, contenders[a].model == contenders[b].model);
      if (!one.difference)
        continue;
      one.p = p_value(*one.difference);
      if (one.difference->error <= 0)
        continue; // exact: nothing to be wrong about
      tested.push_back(&one);
      p.push_back(one.p);
    }
  const Adjusted adjusted = holm(p);
  for (size_t i = 0; i < tested.size(); ++i) {
    tested[i]->p = adjusted.p[i];
    tested[i]->alpha = adjusted.alpha[i];
  }
}

bool Differences::surely_better(size_t a, size_t b) const {
  if (a == b || !known(a, b) || p(a, b) >= kFamilyError)
    return false;
  const double a_over_b = (a < b ? 1 : -1) * pair(a, b).difference->value;
  return m_higher ? a_over_b > 0 : a_over_b < 0;
}

bool Differences::identical(size_t a, size_t b) const {
  return a == b || (known(a, b) && pair(a, b).difference->error <= 0 && pair(a, b).difference->value == 0);
}

std::optional<Interval> Differences::interval(size_t a, size_t b) const {
  if (a == b || !known(a, b))
    return std::nullopt;
  Interval i = interval_of(*pair(a, b).difference, std::max(pair(a, b).alpha, 1e-12));
  if (a > b)
    i = {-i.high, -i.low};
  return m_logarithmic ? Interval{std::exp(i.low), std::exp(i.high)} : i;
}

} // namespace pareto
