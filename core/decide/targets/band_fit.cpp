// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/band_fit.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

namespace pareto {

namespace {

/// Beyond the percentiles: of all machines, and of one machine's own runs.
struct Margins {
  double pooled, own;
};
/// Prefill depends on kernels and lengths that nobody states: with 1.2 only three of four runs of a machine that was
/// left out lay inside.
constexpr Margins kMargins[] = {{1.2, 1.1}, {1.2, 1.1}, {1.2, 1.2}, {1.5, 1.2}, {1.5, 1.2}, {1.5, 1.2}, {1.5, 1.2}};
static_assert(std::size(kMargins) == kSpeedPools);

constexpr double kFixedStep = 0.25e-3, kShareStep = 0.02;
constexpr int kFixedSteps = 25, kFirstShare = 15, kLastShare = 50; ///< 0 to 6 ms; 0.30 to 1.00
constexpr double kLowest = 0.05, kHighest = 0.95;

Margins margins(SpeedPool pool) { return kMargins[static_cast<size_t>(pool)]; }
bool has_fixed_time(SpeedPool pool) { return pool == SpeedPool::DecodeDense || pool == SpeedPool::DecodeExperts; }

/// Of each run one over how many its machine has.
std::vector<double> weights_of(const Runs& runs) {
  std::map<std::string_view, int> count;
  for (const PublishedRun* run : runs)
    ++count[run->machine];
  std::vector<double> weights;
  for (const PublishedRun* run : runs)
    weights.push_back(1.0 / count[run->machine]);
  return weights;
}

template <class Of>
std::vector<Weighted> weighted(const Runs& runs, const std::vector<double>& weights, Of of) {
  std::vector<Weighted> values;
  values.reserve(runs.size());
  for (size_t i = 0; i < runs.size(); ++i)
    values.push_back({of(*runs[i]), weights[i]});
  return values;
}

void set_factors(SpeedRule& rule, const Runs& runs, double margin) {
  const std::vector<Weighted> seen =
      weighted(runs, weights_of(runs), [&](const PublishedRun& run) { return factor_of(rule, run); });
  rule.low = weighted_quantile(seen, kLowest) / margin;
  rule.high = weighted_quantile(seen, kHighest) * margin;
  rule.runs = static_cast<int>(runs.size());
}

/// How many times too much or too little the middle says, typically.
double typical_error(const Runs& runs, const std::vector<double>& weights, const SpeedRule& rule) {
  return weighted_quantile(weighted(runs, weights,
                                    [&](const PublishedRun& run) {
                                      const double factor = factor_of(rule, run);
                                      return std::max(factor, 1 / factor);
                                    }),
                           0.5);
}

/// Searched, as the median has no gradient.
SpeedRule with_fixed_time(const Runs& runs) {
  const std::vector<double> weights = weights_of(runs);
  SpeedRule best;
  double least = std::numeric_limits<double>::infinity();
  for (int step = 0; step < kFixedSteps; ++step)
    for (int share = kFirstShare; share <= kLastShare; ++share) {
      SpeedRule rule;
      rule.fixed = step * kFixedStep;
      rule.share = share * kShareStep;
      if (const double error = typical_error(runs, weights, rule); error < least) {
        least = error;
        best = rule;
      }
    }
  return best;
}

SpeedRule with_median_share(const Runs& runs) {
  SpeedRule rule;
  rule.share = weighted_quantile(
      weighted(runs, weights_of(runs), [](const PublishedRun& run) { return run.rated / run.seconds; }), 0.5);
  return rule;
}

} // namespace

double weighted_quantile(std::vector<Weighted> values, double share) {
  std::sort(values.begin(), values.end(), [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  double total = 0, passed = 0;
  for (const Weighted& one : values)
    total += one.weight;
  for (const Weighted& one : values)
    if ((passed += one.weight) >= share * total)
      return one.value;
  return values.empty() ? 0 : values.back().value;
}

double middle_of(const SpeedRule& rule, double rated) { return rule.fixed + rated / rule.share; }
double factor_of(const SpeedRule& rule, const PublishedRun& run) { return middle_of(rule, run.rated) / run.seconds; }

SpeedRule fitted(SpeedPool pool, const Runs& runs) {
  if (runs.empty())
    return {};
  SpeedRule rule = has_fixed_time(pool) ? with_fixed_time(runs) : with_median_share(runs);
  set_factors(rule, runs, margins(pool).pooled);
  std::map<std::string_view, int> machines;
  for (const PublishedRun* run : runs)
    ++machines[run->machine];
  rule.machines = static_cast<int>(machines.size());
  return rule;
}

SpeedRule narrowed(SpeedRule rule, SpeedPool pool, const Runs& own) {
  set_factors(rule, own,
              own.size() < static_cast<size_t>(SpeedBands::kEnoughRuns) ? margins(pool).pooled : margins(pool).own);
  rule.machines = 1;
  rule.own = true;
  return rule;
}

} // namespace pareto
