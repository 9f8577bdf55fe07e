// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/difference.h"

#include "core/numeric/statistics.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace pareto {

namespace {

constexpr double kZ = 1.959963984540054; ///< of a 95 % interval
constexpr int kAssumedDegrees = 4;       ///< of freedom that the assumed spread counts for
constexpr double kMostDegrees = 1'000;   ///< from there on Student's t is the normal distribution

double square(double x) { return x * x; }

/// sum of ratio products times powers of cos^2, as both series of Abramowitz and Stegun have them.
double series(double first, double cosine_squared, int from, int degrees) {
  double term = first, sum = first;
  for (int i = from; i < degrees - 1; i += 2) {
    term *= cosine_squared * i / (i + 1);
    sum += term;
  }
  return sum;
}

} // namespace

double student_tail(double t, int degrees) {
  t = std::abs(t);
  if (degrees <= 0)
    return std::erfc(t / std::numbers::sqrt2);
  const double theta = std::atan2(t, std::sqrt(degrees)), sine = std::sin(theta), cosine = std::cos(theta);
  if (degrees % 2 == 0)
    return std::max(0.0, 1 - sine * series(1, square(cosine), 1, degrees));
  const double part = degrees > 1 ? sine * series(cosine, square(cosine), 2, degrees) : 0;
  return std::max(0.0, 1 - 2 / std::numbers::pi * (theta + part));
}

double student_quantile(double alpha, int degrees) {
  double low = 0, high = 2;
  while (student_tail(high, degrees) > alpha && high < 1e9)
    high *= 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (student_tail(middle, degrees) > alpha ? low : high) = middle;
  }
  return high;
}

double p_value(const Difference& d) {
  if (d.error > 0)
    return student_tail(d.value / d.error, d.degrees);
  return d.value == 0 ? 1 : 0;
}

Interval interval_of(const Difference& d, double alpha) {
  const double half = d.error > 0 ? d.error * student_quantile(alpha, d.degrees) : 0;
  return {d.value - half, d.value + half};
}

namespace {

/// The mean of logarithms, each of so many measured numbers, all of which have the spreads that are assumed.
std::optional<Difference> mean_over(std::span<const double> rounds, int numbers) {
  const auto n = static_cast<int>(rounds.size());
  if (n < 2)
    return std::nullopt;
  const double mean = std::accumulate(rounds.begin(), rounds.end(), 0.0) / n;
  const double squares = std::transform_reduce(rounds.begin(), rounds.end(), 0.0, std::plus<>(),
                                               [&](double x) { return square(x - mean); });
  // Rounds that agree to the last bit are no proof of having no spread: a clock's steps are that coarse.
  const double spread = std::max(std::sqrt(squares / (n - 1)), 1e-6);
  if (n > kFewRounds) {
    const double seen = square(spread) / n, all = seen + numbers * square(kBetweenProcesses);
    const double degrees = square(all / seen) * (n - 1);
    return Difference{mean, std::sqrt(all), degrees < kMostDegrees ? static_cast<int>(degrees) : 0, n};
  }
  const int degrees = kAssumedDegrees + n - 1;
  const double moderated =
      std::sqrt((kAssumedDegrees * numbers * square(kUnseenDrift) + (n - 1) * square(spread)) / degrees);
  return Difference{mean, moderated / std::sqrt(n), degrees, n};
}

} // namespace

std::optional<Difference> paired_difference(std::span<const double> rounds) { return mean_over(rounds, 2); }
std::optional<Difference> mean_of_rounds(std::span<const double> rounds) { return mean_over(rounds, 1); }

Difference unpaired_difference(double a, const Interval& of_a, double b, const Interval& of_b, double drift) {
  const double value = a - b;
  const double half_a = value > 0 ? a - of_a.low : of_a.high - a, half_b = value > 0 ? of_b.high - b : b - of_b.low;
  return {value, std::sqrt((square(half_a) + square(half_b)) / square(kZ) + 2 * square(drift)), 0, 0};
}

Difference unpaired_ratio(double a, const Interval& of_a, double b, const Interval& of_b, double drift) {
  const auto logarithm = [](const Interval& i) { return Interval{std::log(i.low), std::log(i.high)}; };
  return unpaired_difference(std::log(a), logarithm(of_a), std::log(b), logarithm(of_b), drift);
}

namespace {

/// About a value that counts for so many of those that were taken.
std::optional<Interval> interval_about(double value, std::span<const double> taken, double counts_for) {
  constexpr int kLeast = 3;
  const auto n = static_cast<int>(taken.size());
  if (n < kLeast)
    return std::nullopt;
  const auto logarithms = Eigen::Map<const Eigen::ArrayXd>(taken.data(), n).log();
  const double deviation = std::sqrt((logarithms - logarithms.mean()).square().sum() / (n - 1));
  const double factor = std::exp(student_quantile(0.05, n - 1) * deviation / std::sqrt(counts_for));
  return Interval{value / factor, value * factor};
}

} // namespace

std::optional<Interval> interval_of_one(double value, std::span<const double> taken) {
  return interval_about(value, taken, 1);
}

std::optional<Interval> interval_of_few(std::span<const double> taken) {
  constexpr double kOfTheMean = 0.7; // what a median of few is worth beside their mean
  if (taken.empty())
    return std::nullopt;
  return interval_about(median(taken), taken, kOfTheMean * static_cast<double>(taken.size()));
}

bool differ_between_times(double a, const Interval& of_a, double b, const Interval& of_b) {
  if (!(std::min({a, of_a.low, b, of_b.low}) > 0))
    return false;
  return p_value(unpaired_ratio(a, of_a, b, of_b, kUnseenDrift)) < kFamilyError;
}

Adjusted holm(std::span<const double> p) {
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] < p[b]; });
  Adjusted adjusted{std::vector<double>(p.size()), std::vector<double>(p.size())};
  double largest = 0, alpha = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const auto left = static_cast<double>(order.size() - i);
    if (largest < kFamilyError) // from the first that is not different on, none is
      alpha = kFamilyError / left;
    largest = std::max(largest, std::min(1.0, left * p[order[i]]));
    adjusted.p[order[i]] = largest;
    adjusted.alpha[order[i]] = alpha;
  }
  return adjusted;
}

} // namespace pareto
