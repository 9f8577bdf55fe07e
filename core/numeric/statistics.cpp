// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/statistics.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pareto {

namespace {

std::vector<double> sorted_copy(std::span<const double> samples) {
  std::vector<double> sorted(samples.begin(), samples.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

double quantile_of_sorted(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<size_t>(at);
  const size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

/// Coverage of the order statistics [k, n+1-k] by the binomial at 1/2 (n need not be whole), for one k after another:
/// each adds one term to the tail, so that finding the narrowest interval takes n steps and not their square.
class Coverage {
public:
  explicit Coverage(double n) : m_n(n), m_log_term(-n * std::log(2.0)) {}
  /// Of k = 1, then 2, and so on.
  double next() {
    m_tail += std::exp(m_log_term);
    m_log_term += std::log((m_n - m_i) / (m_i + 1));
    ++m_i;
    return 1 - 2 * m_tail;
  }

private:
  double m_n, m_log_term, m_tail = 0, m_i = 0; ///< log of choose(n, i) / 2^n, the next one to be added
};

constexpr double kLevel = 0.95;
constexpr double kZ = 1.959963984540054; ///< of the normal distribution at that level, two-sided
constexpr int kFewest = 6; ///< independent values below which order statistics cannot reach 95 %: 1 - 2^(1-5) < 0.95
constexpr double kMostCorrelated = 0.95; ///< beyond it a series says next to nothing about its correlation
/// Standard errors added to the estimated correlation: few samples estimate it badly, and believing a low estimate
/// makes the interval too narrow exactly where it matters. 0.7 holds 93 to 98 % coverage from 10 samples on, for
/// independent and for AR(1) series up to 0.6 (tests/core/measure, R18).
constexpr double kCaution = 0.7;
constexpr double kLeastEffective = 2; ///< fewer are not told apart: from there on the estimate itself is noise
constexpr int kFewestBlocks = 8;      ///< below which the spread of blocks is a guess
constexpr double kWidening = 0.3; ///< of the sample's range, in proportion, for each missing share of kFewest values

/// Ranks around 0, ties at their mean rank: one outlier must not hide the correlation of the rest.
Eigen::VectorXd centred_ranks(std::span<const double> samples) {
  std::vector<size_t> order(samples.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return samples[a] < samples[b]; });
  Eigen::VectorXd rank(static_cast<Eigen::Index>(samples.size()));
  const double middle = (static_cast<double>(samples.size()) - 1) / 2;
  for (size_t i = 0; i < order.size();) {
    size_t end = i + 1;
    while (end < order.size() && samples[order[end]] == samples[order[i]])
      ++end;
    for (size_t j = i; j < end; ++j)
      rank[static_cast<Eigen::Index>(order[j])] = static_cast<double>(i + end - 1) / 2 - middle;
    i = end;
  }
  return rank;
}

/// Lag-1 autocorrelation of the ranks, its bias of -(1 + 4 rho) / n (Kendall 1954) taken off; may be negative.
double lag_one(std::span<const double> samples) {
  if (samples.size() < 4)
    return 0;
  const Eigen::VectorXd rank = centred_ranks(samples);
  const double square = rank.squaredNorm();
  if (square <= 0)
    return 0;
  const double raw = rank.head(rank.size() - 1).dot(rank.tail(rank.size() - 1)) / square;
  return raw + (1 + 4 * raw) / static_cast<double>(samples.size());
}

/// Fewer than six independent values: their range covers the median too rarely and is widened on both ends, in
/// proportion because times are positive.
Interval widened_range(const std::vector<double>& sorted, double effective) {
  const double share = kWidening * (kFewest / std::max(effective, kLeastEffective) - 1);
  const double low = sorted.front(), high = sorted.back();
  if (low <= 0)
    return {low - share * (high - low), high + share * (high - low)};
  const double factor = std::pow(high / low, share);
  return {low / factor, high * factor};
}

/// t quantile at 97.5 % for n - 1 degrees of freedom (Cornish-Fisher from the normal; within 0.5 % from 7 degrees on).
double t_quantile(int n) {
  const double v = n - 1;
  return kZ + (kZ * kZ * kZ + kZ) / (4 * v) + (5 * std::pow(kZ, 5) + 16 * std::pow(kZ, 3) + 3 * kZ) / (96 * v * v);
}

uint64_t next_random(uint64_t& state) {
  state = state * 6364136223846793005ull + 1442695040888963407ull;
  return state >> 33;
}

} // namespace

double median(std::span<const double> samples) { return quantile(samples, 0.5); }

double quantile(std::span<const double> samples, double p) {
  return samples.empty() ? std::nan("") : quantile_of_sorted(sorted_copy(samples), p);
}

double autocorrelation(std::span<const double> samples) { return std::clamp(lag_one(samples), 0.0, kMostCorrelated); }

double effective_samples(std::span<const double> samples) {
  const auto n = static_cast<double>(samples.size());
  const double estimate = std::clamp(lag_one(samples), -1.0, 1.0);
  const double rho = std::clamp(estimate + kCaution * std::sqrt((1 - estimate * estimate) / n), 0.0, kMostCorrelated);
  return n * (1 - rho) / (1 + rho);
}

std::optional<Interval> median_interval(std::span<const double> samples) {
  return median_interval(samples, effective_samples(samples));
}

std::optional<Interval> median_interval(std::span<const double> samples, double effective) {
  if (samples.size() < static_cast<size_t>(kFewest))
    return std::nullopt;
  const std::vector<double> sorted = sorted_copy(samples);
  const auto n = static_cast<double>(sorted.size());
  if (effective < kFewest)
    return widened_range(sorted, effective);
  Coverage coverage(effective);
  int k = 1;
  double outer = coverage.next(), inner = coverage.next();
  for (; 2 * (k + 1) <= effective && inner >= kLevel; ++k) {
    outer = inner;
    inner = coverage.next();
  }
  double lambda = 0;
  if (outer > kLevel && outer > inner) {
    const double share = (outer - kLevel) / (outer - inner);
    lambda = (effective - k) * share / (k + (effective - 2 * k) * share);
  }
  // Ranks of the effective sample, stretched onto the real one.
  const double rank = (k + lambda - 0.5) / effective;
  const double low = std::clamp(rank * n - 0.5, 0.0, n - 1), high = n - 1 - low;
  return Interval{quantile_of_sorted(sorted, low / (n - 1)), quantile_of_sorted(sorted, high / (n - 1))};
}

Estimate estimate_median(std::span<const double> samples, int least) {
  Estimate estimate{median(samples), std::nullopt, static_cast<int>(samples.size())};
  if (estimate.n >= least)
    estimate.ci95 = median_interval(samples);
  return estimate;
}

int least_samples_for_percentile(double p) { return static_cast<int>(std::ceil(std::log(1 - kLevel) / std::log(p))); }

Estimate median_ratio(std::span<const double> a, std::span<const double> b) {
  constexpr int kResamples = 10'000;
  Estimate ratio{median(a) / median(b), std::nullopt, static_cast<int>(std::min(a.size(), b.size()))};
  if (ratio.n < kFewest)
    return ratio;
  uint64_t state = 1;
  std::vector<double> ratios, draw;
  ratios.reserve(kResamples);
  // As many draws as there are independent values: a full resample of a correlated series would look too sure.
  const auto draws_of = [](std::span<const double> from) {
    return (static_cast<size_t>(std::max(1.0, effective_samples(from))) - 1) / 2 * 2 + 1;
  };
  const size_t draws_a = draws_of(a), draws_b = draws_of(b);
  const auto resampled = [&](std::span<const double> from, size_t draws) {
    draw.resize(draws);
    for (double& value : draw)
      value = from[next_random(state) % from.size()];
    std::nth_element(draw.begin(), draw.begin() + static_cast<std::ptrdiff_t>(draws / 2), draw.end());
    return draw[draws / 2];
  };
  for (int i = 0; i < kResamples; ++i) {
    const double top = resampled(a, draws_a);
    ratios.push_back(top / resampled(b, draws_b));
  }
  std::sort(ratios.begin(), ratios.end());
  ratio.ci95 = Interval{quantile_of_sorted(ratios, 0.025), quantile_of_sorted(ratios, 0.975)};
  return ratio;
}

Interval binomial_interval(double share, int64_t n) {
  const auto count = static_cast<double>(n);
  if (n <= 0)
    return {0, 1};
  const double centre = (share + kZ * kZ / (2 * count)) / (1 + kZ * kZ / count);
  const double half =
      kZ / (1 + kZ * kZ / count) * std::sqrt(share * (1 - share) / count + kZ * kZ / (4 * count * count));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

std::optional<Interval> ratio_interval(std::span<const Portion> blocks) {
  const auto n = static_cast<Eigen::Index>(blocks.size());
  if (n < kFewestBlocks)
    return std::nullopt;
  const Eigen::Map<const Eigen::Matrix2Xd> columns(&blocks.front().top, 2, n);
  const auto top = columns.row(0), bottom = columns.row(1);
  const double ratio = top.sum() / bottom.sum();
  const double square = (top - ratio * bottom).squaredNorm();
  const double half = t_quantile(static_cast<int>(n)) *
                      std::sqrt(square * static_cast<double>(n) / static_cast<double>(n - 1)) / bottom.sum();
  return Interval{ratio - half, ratio + half};
}

std::vector<std::string> noise_flags(std::span<const double> samples) {
  std::vector<std::string> flags;
  if (samples.size() < 5)
    return flags;
  const Eigen::Map<const Eigen::ArrayXd> values(samples.data(), static_cast<Eigen::Index>(samples.size()));
  const auto n = static_cast<double>(samples.size());
  const double mean = values.mean(), middle = median(samples);
  if (std::sqrt((values - mean).square().sum() / (n - 1)) > 0.05 * mean)
    flags.emplace_back("spread");
  const Eigen::ArrayXd distances = (values - middle).abs();
  const double deviation = median({distances.data(), samples.size()});
  if (deviation > 0 && (0.6745 * distances / deviation > 3.5).any())
    flags.emplace_back("outliers");
  const auto half = static_cast<std::ptrdiff_t>(samples.size() / 2);
  if (samples.size() >= 10) { // heat: the later half is slower by more than its own spread
    const double before = median(samples.first(static_cast<size_t>(half))),
                 after = median(samples.last(static_cast<size_t>(half)));
    if (std::abs(after - before) > std::max(0.03 * middle, 3 * deviation / std::sqrt(n / 2)))
      flags.emplace_back("trend");
    const std::vector<double> sorted = sorted_copy(samples);
    for (size_t i = sorted.size() / 4; i + sorted.size() / 4 + 1 < sorted.size(); ++i)
      if (sorted[i + 1] - sorted[i] > 0.15 * middle) {
        flags.emplace_back("two humps");
        break;
      }
  }
  return flags;
}

} // namespace pareto
