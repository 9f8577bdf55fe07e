// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/calibration.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace pareto {

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
  /// The best of all looks of this process; 0 before the first.
  double best() const { return m_best; }
  /// That it holds: no part of what a model takes.
  int64_t bytes() const { return m_probe ? kBytes : 0; }

  static constexpr int64_t kBytes = int64_t{64} << 20;

private:
  std::optional<LimitProbe> m_probe;
  bool m_tried = false;
  double m_best = 0;
};

/// The share of the memory's rate that a cell lacked, where that accuses: more than 30 % below the best this machine is
/// known to give (`known`: its calibration or other looks; quiet machines stay within 15 %). Nothing otherwise, and
/// where nobody looked.
inline std::optional<double> bandwidth_lost(std::optional<double> before, std::optional<double> after, double known) {
  constexpr double kAccused = 0.3;
  const double seen = std::min(before.value_or(known), after.value_or(known)), lost = known > 0 ? 1 - seen / known : 0;
  return lost > kAccused ? std::optional(lost) : std::nullopt;
}

} // namespace pareto
