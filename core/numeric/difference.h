// SPDX-License-Identifier: GPL-3.0-or-later
// Differences of two numbers, and what many of them together allow to be said.
#pragma once

#include "core/numeric/estimate.h"

#include <optional>
#include <span>
#include <vector>

namespace pareto {

/// What is known of a - b; of times and rates in logarithms, so that a rate and its time say the same.
struct Difference {
  double value = 0;
  double error = 0; ///< standard error; 0 = both are exact
  int degrees = 0;  ///< of freedom of Student's t; 0 = the error is known: normal distribution
  int rounds = 0;   ///< paired: how many; 0 = unpaired
};

/// Chance of a value at least so far from zero where there is no difference (two-sided). Exact ones differ or do not.
double p_value(const Difference& difference);
/// The two-sided interval that misses the truth with chance `alpha`.
Interval interval_of(const Difference& difference, double alpha);

/// Two-sided tail of Student's t with whole degrees of freedom (Abramowitz and Stegun 26.7.3, 26.7.4); 0 = normal.
double student_tail(double t, int degrees);
/// |t| whose two-sided tail is `alpha`.
double student_quantile(double alpha, int degrees);

/// Spread (standard deviation, in logarithms) of one timed cell from one round to the next that no repetition inside a
/// round shows: heat, clock, what memory pages a process was given. Where rounds are too few to show their own, this
/// is assumed. A machine of one's own stays below it; a shared host may show 12 % (recorded_noise.csv: its neighbours
/// take bandwidth, which no account shows), and with 5 % assumed three rounds called the same model different too
/// often.
inline constexpr double kUnseenDrift = 0.08;

/// Spread (standard deviation, in logarithms) from one process to another that holds for all rounds of a study: which
/// memory a process was given, how its code and data lie in caches. Pairing by round cannot see it, since it does not
/// change between rounds; the same model in two workers differs by it every time (Mytkowicz et al. 2009; Kalibera and
/// Jones 2013 repeat whole processes for this reason).
inline constexpr double kBetweenProcesses = 0.015;

/// Rounds up to which their own spread is next to unknown.
inline constexpr int kFewRounds = 3;

/// Of differences that were taken in the same rounds: their mean with Student's t over rounds, so that what drifts
/// between rounds falls out and what does not is seen; and kBetweenProcesses on each side, which no round sees (degrees
/// of freedom of both together: Welch and Satterthwaite). Few rounds have next to no degrees of freedom: there their
/// spread is moderated by the assumed one (kUnseenDrift on each side), which counts for four (Smyth 2004). Taken as
/// known it let three rounds of a noisy machine call the same model different in 7 % of studies. Nothing below two.
std::optional<Difference> paired_difference(std::span<const double> rounds);
/// The same of one number by itself (logarithms): what drifts between rounds does not fall out.
std::optional<Difference> mean_of_rounds(std::span<const double> rounds);

/// Of two numbers that were not measured together, each with its own interval (95 %): the distance on the side of the
/// other counts (Zou and Donner 2008; for shares Newcombe 1998). `drift`: spread of either that its interval does not
/// show.
Difference unpaired_difference(double a, const Interval& of_a, double b, const Interval& of_b, double drift);

/// The same of the logarithms: of the ratio a / b. All bounds above 0.
Difference unpaired_ratio(double a, const Interval& of_a, double b, const Interval& of_b, double drift);

/// How far the truth may be from `value` (95 %), which is one of those that were taken of it: Student's t with the
/// spread of their logarithms. All above 0. Nothing below three.
std::optional<Interval> interval_of_one(double value, std::span<const double> taken);
/// The same of their median, where they are close to normal (sums of several readings), so that fewer do than
/// median_interval() needs.
std::optional<Interval> interval_of_few(std::span<const double> taken);

/// Whether two times, or two rates, that were taken at different times differ by more than their intervals and
/// kUnseenDrift explain. All bounds above 0; where one is not, nothing differs.
bool differ_between_times(double a, const Interval& of_a, double b, const Interval& of_b);

/// What is said of several comparisons together.
struct Adjusted {
  std::vector<double> p;     ///< adjusted p-values
  std::vector<double> alpha; ///< each comparison's own: its interval at this level excludes zero where p < kFamilyError
};
/// With at most kFamilyError chance that any of all that are called different is not (Holm 1979).
Adjusted holm(std::span<const double> p);
/// The promise is 5 %. What is asked for is a little less, for rounds are few and noise is not normal: with real noise
/// 5 % then hold (tests/core/decide/tst_same_or_different).
inline constexpr double kFamilyError = 0.04;

} // namespace pareto
