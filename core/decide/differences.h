// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/axis.h"
#include "core/decide/evidence.h"
#include "core/numeric/difference.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace pareto {

/// How much more one contender has than another on an axis at a place (`at.device` is not read): of times, rates and
/// joules the logarithm of their ratio, of the rest the difference. Nothing where one of them may not decide
/// (may_decide()) or where nothing is known of the error.
///
/// Times: paired by the rounds both were measured in, every part of a sum by its round (a wait per answer is prefill
/// and decode of one round). Where fewer than two rounds are common, by both intervals and kUnseenDrift, for a single
/// round does not show what drifts from one round to the next. Between measured places each round's value is linear
/// between its neighbours, so what a pair has in common falls out there as well.
/// Joules as times, but never by round: one cell's counters give one value with its interval.
/// Memory by formula is exact. Qualities are compared by their intervals, unpaired: no result says which items of a
/// test were right, and pairs of the same items would only be narrower. One model has one quality on all devices.
std::optional<Difference> difference_of(const Evidence& evidence, const Contender& a, const Contender& b,
                                        const AxisChoice& axis, const OperatingPoint& at);

/// Whether a difference from the baseline stands on so few rounds that what runs differ by is assumed (kUnseenDrift).
bool any_of_few_rounds(const Evidence& evidence, const std::vector<Contender>& compared, const Contender& baseline,
                       const AxisChoice& axis, const OperatingPoint& at);

/// All pairs of some contenders on one axis: a family of comparisons that are shown together, Holm-corrected.
class Differences {
public:
  Differences() = default;
  Differences(const Evidence& evidence, const std::vector<Contender>& contenders, const AxisChoice& axis,
              const OperatingPoint& at);

  size_t size() const { return m_count; }
  /// Whether anything is known of the pair at all.
  bool known(size_t a, size_t b) const { return a == b || pair(a, b).difference.has_value(); }
  /// Whether a is better than b, with at most 5 % chance that any of the family that is called so is not.
  bool surely_better(size_t a, size_t b) const;
  /// Neither is better, by nature: the same quality of one model, the same bytes.
  bool identical(size_t a, size_t b) const;
  /// Adjusted p-value; 1 where nothing is known.
  double p(size_t a, size_t b) const { return a == b ? 1 : pair(a, b).p; }
  /// Of a over b, adjusted: of times and rates of their ratio, otherwise of their difference.
  std::optional<Interval> interval(size_t a, size_t b) const;

private:
  struct Pair {
    std::optional<Difference> difference; ///< of the lower index minus the higher
    double p = 1, alpha = 0;
  };
  const Pair& pair(size_t a, size_t b) const { return m_pairs[std::min(a, b) * m_count + std::max(a, b)]; }

  size_t m_count = 0;
  bool m_higher = false, m_logarithmic = false;
  std::vector<Pair> m_pairs; ///< the upper triangle of a square
};

} // namespace pareto
