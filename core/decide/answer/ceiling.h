// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"

#include <cstdint>
#include <optional>

namespace pareto {

/// From this share of the work on architecture is said to matter at all, and from this part of a wait on a difference
/// of two.
inline constexpr double kMatters = 0.1;

/// How much of an answer's work mixes along the sequence: what architectures do differently. The rest, matrices and
/// what is done to each token by itself, models of one size have alike. 0 to 1, by formula.
struct MixingShare {
  double operations = 0, bytes = 0;
  std::optional<double> time; ///< of the least time at the device's limits; none while those are unknown
  /// The one to go by: the time, otherwise the larger of the two others.
  double share() const;
};

/// How much architecture can change at all: a mixer that costs nothing would save this share of the work, and no
/// choice saves more.
struct Ceiling {
  Contender of;     ///< whose share is the largest, of those that are compared
  MixingShare most; ///< its share at the point
  bool known = false;
  std::optional<int64_t> begins; ///< tokens: the shortest longer prompt at which the share reaches kMatters; none:
                                 ///< nowhere up to the longest
  bool matters() const { return known && most.share() >= kMatters; }
};

/// Nothing of a model that could not be opened.
std::optional<MixingShare> mixing_share(const Evidence& evidence, const Contender& who, const OperatingPoint& at);
Ceiling ceiling(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
