// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/calibration.h"
#include "core/measure/pace.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

namespace pareto {

/// What Measurement::lost_to says of a cell that it accuses; lost_share is then of the memory's rate.
inline constexpr const char* kMemoryTaken = "memory bandwidth";

/// Other programs that read memory slow a memory-bound step without taking a processor from it, and a host that lowers
/// its clock slows everything: no account of the system shows either. So the machine itself is looked at before and
/// after each cell. That scales nothing: it only accuses, and tells later whether the same machine can be met again.
class MachineWatch {
public:
  /// The one of this process. It takes its 64 MiB with the first look and keeps them.
  static MachineWatch& of_process();

  /// Bytes a second of the best of up to four reads of 64 MiB, and operations a second of the best of up to four bursts
  /// of multiply-adds, by all threads (some 5 ms each where memory gives 13 GB/s). The first that comes within 2 % of
  /// the best before it ends them. Those during which a thread was put aside tell about other programs instead and are
  /// left out. 0 where none is left, or where there is no memory for it.
  Roofline look();
  /// The median of this process's latest reads; nothing before there are five. Not the best of them, nor the
  /// calibration: 64 MiB may lie in a large cache at one look and not at the next, and then the best is the cache's.
  std::optional<double> usual_bytes_per_s() const;
  /// That it holds: no part of what a model takes.
  int64_t bytes() const { return m_probe ? kBytes : 0; }

  static constexpr int64_t kBytes = int64_t{64} << 20;

private:
  std::optional<LimitProbe> m_probe;
  bool m_tried = false;
  std::deque<double> m_reads; ///< the latest
};

/// The share of the memory's usual rate that a cell lacked, where that accuses: more than 30 % on either side of it.
/// Nothing otherwise, where nobody looked, and where nothing is usual yet. Who takes it all the time is usual as well:
/// another program's processor time shows that one, a neighbour behind the host nobody.
std::optional<double> bandwidth_lost(const Pace& pace, std::optional<double> usual_bytes_per_s);

} // namespace pareto
