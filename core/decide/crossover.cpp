// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/crossover.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace pareto {

namespace {

using Places = std::vector<DifferenceAt>;

bool surely_below(const DifferenceAt& d) { return d.interval.high < 0; }
bool surely_above(const DifferenceAt& d) { return d.interval.low > 0; }

/// Where a number that is linear between places last changes its sign; absent when it never does.
template <class Number>
std::optional<double> last_sign_change(const Places& places, const Number& number) {
  for (size_t i = places.size() - 1; i > 0; --i) {
    const double before = number(places[i - 1]), after = number(places[i]);
    if ((before < 0) != (after < 0))
      return places[i - 1].at + (places[i].at - places[i - 1].at) * before / (before - after);
  }
  return std::nullopt;
}

/// From where the difference may have changed its sign to where it surely has.
Interval around(const Places& places, bool falls) {
  const auto possible = [&](const DifferenceAt& d) { return falls ? d.interval.low : d.interval.high; };
  const auto sure = [&](const DifferenceAt& d) { return falls ? d.interval.high : d.interval.low; };
  return {last_sign_change(places, possible).value_or(places.front().at),
          last_sign_change(places, sure).value_or(places.back().at)};
}

/// The longest run of places that are all sure.
template <class Sure>
Interval longest(const Places& places, const Sure& sure) {
  size_t best = 0, from = 0, length = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    length = sure(places[i]) ? length + 1 : 0;
    if (length > best) {
      best = length;
      from = i + 1 - length;
    }
  }
  return {places[from].at, places[from + best - 1].at};
}

/// Never surely on both sides.
void one_sided(Crossover& result, const Places& places, bool below) {
  const auto sure = [below](const DifferenceAt& d) { return below ? surely_below(d) : surely_above(d); };
  const bool everywhere = std::all_of(places.begin(), places.end(), sure);
  const Interval where = longest(places, sure);
  result.low = where.low;
  result.high = where.high;
  result.kind = below        ? everywhere ? Crossover::Kind::AlwaysBelow : Crossover::Kind::PartlyBelow
                : everywhere ? Crossover::Kind::AlwaysAbove
                             : Crossover::Kind::PartlyAbove;
}

/// Surely above before surely below, or the other way round; apart more often than that is no crossing to speak of.
void crossing(Crossover& result, const Places& places, bool ends_below) {
  std::vector<bool> sides;
  for (const DifferenceAt& d : places)
    if ((surely_below(d) || surely_above(d)) && (sides.empty() || sides.back() != surely_below(d)))
      sides.push_back(surely_below(d));
  const auto middle = last_sign_change(places, [](const DifferenceAt& d) { return d.value; });
  if (sides.size() != 2 || !middle)
    return;
  result.kind = ends_below ? Crossover::Kind::FallsBelow : Crossover::Kind::RisesAbove;
  result.at = *middle;
  result.ci95 = around(places, ends_below);
}

/// Positions at which either was measured, inside what both have measured.
std::vector<double> shared_positions(const Curve& challenger, const Curve& baseline) {
  std::set<double> all[2];
  for (const auto& [curve, positions] : {std::pair{&challenger, &all[0]}, std::pair{&baseline, &all[1]}})
    for (const CurvePoint& point : *curve)
      if (point.quantity.value && point.quantity.reach != Reach::Beyond)
        positions->insert(point.at);
  if (all[0].empty() || all[1].empty())
    return {};
  const double low = std::max(*all[0].begin(), *all[1].begin()), high = std::min(*all[0].rbegin(), *all[1].rbegin());
  all[0].insert(all[1].begin(), all[1].end());
  std::vector<double> positions;
  std::copy_if(all[0].begin(), all[0].end(), std::back_inserter(positions),
               [&](double at) { return at >= low && at <= high; });
  return positions;
}

/// What is known of one challenger, before it is adjusted.
struct ComparedAt {
  std::vector<double> at;
  std::vector<Difference> differences;
};

} // namespace

Crossover find_crossover(const std::vector<DifferenceAt>& places) {
  Crossover result;
  if (places.size() < 2) {
    result.why = places.empty() ? "Not measured yet, or not so that it may decide."
                                : "Both were measured together at fewer than two places.";
    return result;
  }
  result.low = places.front().at;
  result.high = places.back().at;
  result.kind = Crossover::Kind::NoDifference;
  const bool below = std::any_of(places.begin(), places.end(), surely_below),
             above = std::any_of(places.begin(), places.end(), surely_above);
  if (below && above)
    crossing(result, places, places.back().value < 0);
  else if (below || above)
    one_sided(result, places, below);
  return result;
}

std::vector<Crossover> crossovers(const Evidence& evidence, const std::vector<Contender>& contenders,
                                  const Contender& baseline, Metric metric, Along along, const OperatingPoint& at) {
  const AxisChoice time{row_of(metric).crosses_as, {}};          // rates cross where their times do
  const double furthest = along == Along::Context ? 65'536 : 64; ///< ends of the window's sliders
  const auto curve_of = [&](const Contender& who) {
    OperatingPoint on = at;
    on.device = who.device;
    return evidence.curve(who.model, time.metric, along, on, 1, furthest);
  };
  const Curve reference = curve_of(baseline);
  std::vector<ComparedAt> all;
  std::vector<double> p;
  for (const Contender& who : contenders) {
    if (who == baseline)
      continue;
    ComparedAt& one = all.emplace_back();
    for (double position : shared_positions(curve_of(who), reference))
      if (const auto found = difference_of(evidence, who, baseline, time, moved(at, along, position))) {
        one.at.push_back(position);
        one.differences.push_back(*found);
        p.push_back(p_value(*found));
      }
  }
  const Adjusted adjusted = holm(p);
  std::vector<Crossover> crossings;
  size_t next = 0, compared = 0;
  for (const Contender& who : contenders) {
    if (who == baseline)
      continue;
    std::vector<DifferenceAt> places;
    for (size_t i = 0; i < all[compared].at.size(); ++i, ++next)
      places.push_back({all[compared].at[i], all[compared].differences[i].value,
                        interval_of(all[compared].differences[i], adjusted.alpha[next])});
    ++compared;
    Crossover found = find_crossover(places);
    found.challenger = who.model;
    found.challenger_device = who.device;
    found.baseline = baseline.model;
    found.baseline_device = baseline.device;
    crossings.push_back(std::move(found));
  }
  return crossings;
}

} // namespace pareto
