// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace pareto {

/// What a machine does at most: bytes moved and floating-point operations done a second, side by side. 0 = not known.
struct Roofline {
  double bytes_per_s = 0;
  double flops_per_s = 0; ///< a multiply-add is two operations

  bool operator==(const Roofline&) const = default;
  bool known() const { return bytes_per_s > 0 && flops_per_s > 0; }
  /// Least time of work that moves `bytes` and does `flops`; both limits must be known.
  double seconds(double bytes, double flops) const { return std::max(bytes / bytes_per_s, flops / flops_per_s); }
  /// That time as a share of the one it took.
  double share(double bytes, double flops, double took_seconds) const { return seconds(bytes, flops) / took_seconds; }
  /// Shares of one limit alone.
  double bytes_share(double bytes, double took_seconds) const { return bytes / took_seconds / bytes_per_s; }
  double flops_share(double flops, double took_seconds) const { return flops / took_seconds / flops_per_s; }
  /// No slower than `least` in either.
  Roofline at_least(const Roofline& least) const {
    return {std::max(bytes_per_s, least.bytes_per_s), std::max(flops_per_s, least.flops_per_s)};
  }
};

} // namespace pareto
