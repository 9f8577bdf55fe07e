// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/estimate.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pareto {

double median(std::span<const double> samples);
/// Linear interpolation between order statistics, p in [0, 1].
double quantile(std::span<const double> samples, double p);

/// Lag-1 autocorrelation of the ranks with the small-sample bias taken off, in [0, 0.95].
double autocorrelation(std::span<const double> samples);
/// How many independent samples say as much about the median as these do, by a cautious estimate of their correlation.
double effective_samples(std::span<const double> samples);

/// 95 % interval of the median without a distribution: interpolated order statistics (Hettmansperger and Sheather 1986)
/// at the effective number of independent samples. Nothing below 6 samples; with fewer than 6 effective ones the range,
/// widened.
std::optional<Interval> median_interval(std::span<const double> samples);
/// The same where it is known how many of them are independent.
std::optional<Interval> median_interval(std::span<const double> samples, double effective);

/// Value, interval and count as shown. Below `least` samples there is no interval (preview).
Estimate estimate_median(std::span<const double> samples, int least = 10);

/// Samples below which an upper percentile is not shown at 95 % confidence: n with 1 - p^n >= 0.95.
int least_samples_for_percentile(double p);

/// Ratio of medians a/b with its bootstrap interval (10,000 resamples of the effective size, fixed seed). No interval
/// below 6 samples on either side. "No clear difference" when the interval holds 1.
Estimate median_ratio(std::span<const double> a, std::span<const double> b);

/// Wilson score interval of `share` (0..1) over n trials, 95 %. Wilson 1927.
Interval binomial_interval(double share, int64_t n);

/// What one block of a sample adds to two totals.
struct Portion {
  double top = 0, bottom = 0;
};
/// 95 % interval of sum(top) / sum(bottom), by the linearised variance of a ratio of block totals. Nothing below 8
/// blocks.
std::optional<Interval> ratio_interval(std::span<const Portion> blocks);

/// What is suspicious about a series: "spread" (CV > 5 %), "outliers", "trend", "two humps". Empty when quiet.
std::vector<std::string> noise_flags(std::span<const double> samples);

} // namespace pareto
