// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/crossover.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace pareto {

namespace {

/// Value and interval ends of both curves at one position.
struct Pair {
  double at;
  double challenger, challenger_low, challenger_high;
  double baseline, baseline_low, baseline_high;
  bool intervals;
  double difference() const { return challenger - baseline; }
  bool surely_below() const { return intervals && challenger_high < baseline_low; }
  bool surely_above() const { return intervals && challenger_low > baseline_high; }
};

Curve measured_part(const Curve& curve) {
  Curve kept;
  for (const CurvePoint& point : curve)
    if (point.quantity.value && point.quantity.reach != Reach::Beyond)
      kept.push_back(point);
  return kept;
}

struct Reading {
  double value, low, high;
  bool interval;
};

/// Linear between the curve's points; `at` lies inside its range.
Reading read(const Curve& curve, double at) {
  const auto above = std::find_if(curve.begin(), curve.end(), [&](const CurvePoint& p) { return p.at >= at; });
  const auto reading = [](const Quantity& q) {
    const Interval interval = q.ci95.value_or(Interval{*q.value, *q.value});
    return Reading{*q.value, interval.low, interval.high, q.ci95.has_value()};
  };
  const Reading b = reading(above->quantity);
  if (above->at == at || above == curve.begin())
    return b;
  const Reading a = reading(std::prev(above)->quantity);
  const double share = (at - std::prev(above)->at) / (above->at - std::prev(above)->at);
  const auto mix = [&](double x, double y) { return x + share * (y - x); };
  return {mix(a.value, b.value), mix(a.low, b.low), mix(a.high, b.high), a.interval && b.interval};
}

std::vector<Pair> pairs_of(const Curve& challenger, const Curve& baseline, double low, double high) {
  std::set<double> positions;
  for (const Curve* curve : {&challenger, &baseline})
    for (const CurvePoint& point : *curve)
      if (point.at >= low && point.at <= high)
        positions.insert(point.at);
  std::vector<Pair> pairs;
  for (double at : positions) {
    const Reading c = read(challenger, at), b = read(baseline, at);
    pairs.push_back({at, c.value, c.low, c.high, b.value, b.low, b.high, c.interval && b.interval});
  }
  return pairs;
}

/// Where a difference that is linear between positions last changes its sign; absent when it never does.
template <class Difference>
std::optional<double> last_sign_change(const std::vector<Pair>& pairs, const Difference& difference) {
  for (size_t i = pairs.size() - 1; i > 0; --i) {
    const double before = difference(pairs[i - 1]), after = difference(pairs[i]);
    if ((before < 0) != (after < 0))
      return pairs[i - 1].at + (pairs[i].at - pairs[i - 1].at) * before / (before - after);
  }
  return std::nullopt;
}

/// From where the bands begin to touch to where they have parted again, around the crossing.
Interval touching(const std::vector<Pair>& pairs, bool falls) {
  // Falling: possible as soon as the challenger's low end meets the baseline's high end, sure once its high end passes
  // below.
  const auto possible = [&](const Pair& p) {
    return falls ? p.challenger_low - p.baseline_high : p.challenger_high - p.baseline_low;
  };
  const auto sure = [&](const Pair& p) {
    return falls ? p.challenger_high - p.baseline_low : p.challenger_low - p.baseline_high;
  };
  return {last_sign_change(pairs, possible).value_or(pairs.front().at),
          last_sign_change(pairs, sure).value_or(pairs.back().at)};
}

} // namespace

Crossover find_crossover(const Curve& challenger, const Curve& baseline) {
  Crossover result;
  const Curve c = measured_part(challenger), b = measured_part(baseline);
  if (c.empty() || b.empty()) {
    result.why = "Not measured yet.";
    return result;
  }
  result.low = std::max(c.front().at, b.front().at);
  result.high = std::min(c.back().at, b.back().at);
  const std::vector<Pair> pairs =
      result.low <= result.high ? pairs_of(c, b, result.low, result.high) : std::vector<Pair>{};
  if (pairs.size() < 2) {
    result.why = "Both were measured together at fewer than two places.";
    return result;
  }
  const bool intervals = std::all_of(pairs.begin(), pairs.end(), [](const Pair& p) { return p.intervals; });
  if (intervals &&
      std::none_of(pairs.begin(), pairs.end(), [](const Pair& p) { return p.surely_below() || p.surely_above(); })) {
    result.kind = Crossover::Kind::NoDifference;
    return result;
  }
  const auto crossing = last_sign_change(pairs, [](const Pair& p) { return p.difference(); });
  const bool ends_below = pairs.back().difference() < 0;
  if (!crossing) {
    result.kind = ends_below ? Crossover::Kind::AlwaysBelow : Crossover::Kind::AlwaysAbove;
    result.settled = std::all_of(pairs.begin(), pairs.end(),
                                 [&](const Pair& p) { return ends_below ? p.surely_below() : p.surely_above(); });
    return result;
  }
  result.kind = ends_below ? Crossover::Kind::FallsBelow : Crossover::Kind::RisesAbove;
  result.at = *crossing;
  result.settled = ends_below ? pairs.front().surely_above() && pairs.back().surely_below()
                              : pairs.front().surely_below() && pairs.back().surely_above();
  if (intervals)
    result.ci95 = touching(pairs, ends_below);
  return result;
}

std::vector<Crossover> crossovers(const Evidence& evidence, const std::vector<Contender>& contenders,
                                  const Contender& baseline, Metric metric, Along along, const OperatingPoint& at) {
  // Rates cross where their times do.
  const Metric time = row_of(metric).crosses_as;
  const double furthest = along == Along::Context ? 65'536 : 64; ///< ends of the window's sliders
  const auto curve_of = [&](const Contender& contender) {
    OperatingPoint on = at;
    on.device = contender.device;
    return evidence.curve(contender.model, time, along, on, 1, furthest);
  };
  const Curve reference = curve_of(baseline);
  std::vector<Crossover> all;
  for (const Contender& contender : contenders) {
    if (contender == baseline)
      continue;
    Crossover found = find_crossover(curve_of(contender), reference);
    found.challenger = contender.model;
    found.challenger_device = contender.device;
    found.baseline = baseline.model;
    found.baseline_device = baseline.device;
    all.push_back(std::move(found));
  }
  return all;
}

} // namespace pareto
