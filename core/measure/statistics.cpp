// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/statistics.h"

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

/// P(the k-th smallest of n lies above the median) complement: coverage of [k, n+1-k], by the binomial at 1/2.
double coverage(double n, int k) {
  double tail = 0;
  for (int i = 0; i < k; ++i)
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) - n * std::log(2.0));
  return 1 - 2 * tail;
}

constexpr double kLevel = 0.95;

uint64_t next_random(uint64_t& state) {
  state = state * 6364136223846793005ull + 1442695040888963407ull;
  return state >> 33;
}

} // namespace

double median(std::span<const double> samples) { return quantile(samples, 0.5); }

double quantile(std::span<const double> samples, double p) {
  return samples.empty() ? std::nan("") : quantile_of_sorted(sorted_copy(samples), p);
}

double autocorrelation(std::span<const double> samples) {
  const auto n = static_cast<double>(samples.size());
  if (samples.size() < 4)
    return 0;
  // Ranks instead of values: one outlier must not hide the correlation of the rest.
  std::vector<size_t> order(samples.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return samples[a] < samples[b]; });
  std::vector<double> rank(samples.size());
  for (size_t i = 0; i < order.size(); ++i)
    rank[order[i]] = static_cast<double>(i) - (n - 1) / 2;
  double square = 0, lagged = 0;
  for (size_t i = 0; i < rank.size(); ++i) {
    square += rank[i] * rank[i];
    if (i > 0)
      lagged += rank[i] * rank[i - 1];
  }
  const double raw = square > 0 ? lagged / square : 0;
  return std::clamp(raw + (1 + 4 * raw) / n, 0.0, 0.95);
}

std::optional<Interval> median_interval(std::span<const double> samples) {
  const std::vector<double> sorted = sorted_copy(samples);
  const double rho = autocorrelation(samples);
  const auto n = static_cast<double>(sorted.size());
  const double effective = n * (1 - rho) / (1 + rho);
  if (sorted.size() < 6)
    return std::nullopt;
  if (effective < 6) // fewer than six independent values: the whole range, which covers at least as often
    return Interval{sorted.front(), sorted.back()};
  int k = 1;
  while (2 * (k + 1) <= effective && coverage(effective, k + 1) >= kLevel)
    ++k;
  const double outer = coverage(effective, k), inner = coverage(effective, k + 1);
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
  if (ratio.n < 6)
    return ratio;
  uint64_t state = 1;
  std::vector<double> ratios, draw;
  const auto resampled = [&](std::span<const double> from) {
    draw.resize(from.size());
    for (double& value : draw)
      value = from[next_random(state) % from.size()];
    std::nth_element(draw.begin(), draw.begin() + static_cast<std::ptrdiff_t>(draw.size() / 2), draw.end());
    return draw[draw.size() / 2];
  };
  for (int i = 0; i < kResamples; ++i) {
    const double top = resampled(a);
    ratios.push_back(top / resampled(b));
  }
  std::sort(ratios.begin(), ratios.end());
  ratio.ci95 = Interval{quantile_of_sorted(ratios, 0.025), quantile_of_sorted(ratios, 0.975)};
  return ratio;
}

std::vector<std::string> noise_flags(std::span<const double> samples) {
  std::vector<std::string> flags;
  if (samples.size() < 5)
    return flags;
  const auto n = static_cast<double>(samples.size());
  const double mean = std::accumulate(samples.begin(), samples.end(), 0.0) / n, middle = median(samples);
  double square = 0;
  std::vector<double> distances;
  for (double sample : samples) {
    square += (sample - mean) * (sample - mean);
    distances.push_back(std::abs(sample - middle));
  }
  if (std::sqrt(square / (n - 1)) > 0.05 * mean)
    flags.emplace_back("spread");
  const double deviation = median(distances);
  const auto far = std::count_if(distances.begin(), distances.end(), [&](double d) { return deviation > 0 && 0.6745 * d / deviation > 3.5; });
  if (far > 0)
    flags.emplace_back("outliers");
  const auto half = static_cast<std::ptrdiff_t>(samples.size() / 2);
  if (samples.size() >= 10) { // heat: the later half is slower by more than its own spread
    const double before = median(samples.first(static_cast<size_t>(half))), after = median(samples.last(static_cast<size_t>(half)));
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
