// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/calibration.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>

namespace pareto {

/// What Measurement::lost_to says of a cell that it accuses; lost_share is then of the memory's rate.
inline constexpr const char* kMemoryTaken = "memory bandwidth";

/// Other programs that read memory slow a memory-bound step without taking a processor from it, which no account of the
/// system shows. So the memory's rate is looked at before and after such a cell. That scales nothing: it only accuses.
class BandwidthWatch {
public:
  /// The one of this process. It takes its 64 MiB with the first look and keeps them.
  static BandwidthWatch& of_process();

  /// Bytes a second of the best of four reads of 64 MiB by all threads (under 5 ms each where memory gives 13 GB/s).
  /// Reads during which a thread was put aside tell about processors instead and are left out. Nothing where none is
  /// left, or where there is no memory for it.
  std::optional<double> look();
  /// The median of this process's latest looks; nothing before there are five. Not the best of them, nor the
  /// calibration: 64 MiB may lie in a large cache at one look and not at the next, and then the best is the cache's.
  std::optional<double> usual() const;
  /// That it holds: no part of what a model takes.
  int64_t bytes() const { return m_probe ? kBytes : 0; }

  static constexpr int64_t kBytes = int64_t{64} << 20;

private:
  std::optional<LimitProbe> m_probe;
  bool m_tried = false;
  std::deque<double> m_looks; ///< the latest
};

/// The share of the memory's usual rate that a cell lacked, where that accuses: more than 30 % on either side of it.
/// Nothing otherwise, where nobody looked, and where nothing is usual yet. Who takes it all the time is usual as well:
/// another program's processor time shows that one, a neighbour behind the host nobody.
inline std::optional<double> bandwidth_lost(std::optional<double> before, std::optional<double> after,
                                            std::optional<double> usual) {
  constexpr double kAccused = 0.3;
  const double known = usual.value_or(0), seen = std::min(before.value_or(known), after.value_or(known)),
               lost = known > 0 ? 1 - seen / known : 0;
  return lost > kAccused ? std::optional(lost) : std::nullopt;
}

} // namespace pareto
