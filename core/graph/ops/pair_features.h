// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// Features f of each row x of D channels whose products are polynomials of s = a.b: f(a).f(b) = s^2 (ReBased, arXiv
/// 2402.10644), or 1 + s + s^2 / 2, the exponential's Taylor expansion (Based, 2402.18668). input: x [...,D]; output
/// [...,F]. Pairs i <= j stand at j (j + 1) / 2 + i, each once: F = D (D + 1) / 2, and 1 + D before them with `taylor`.
struct PairFeaturesSpec {
  bool taylor = true;
  bool operator==(const PairFeaturesSpec&) const = default;
};

/// How many features there are of `width` channels.
inline constexpr int64_t pair_features(int64_t width, bool taylor) {
  return width * (width + 1) / 2 + (taylor ? 1 + width : 0);
}

} // namespace pareto
