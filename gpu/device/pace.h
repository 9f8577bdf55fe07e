// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/roofline.h"
#include "gpu/device/context.h"

namespace pareto::gpu {

/// How long work takes on a device, for cutting it into submits short enough for a desktop: a driver resets a GPU that
/// one submit keeps busy for about two seconds. Guessed low from the kind of device, and corrected where it proves
/// slower.
class Pace {
public:
  /// `forced_s` > 0: longest submit in seconds, on devices without a watchdog too (tests).
  static Pace of(const PhysicalDevice& device, double forced_s);

  /// Longest expected time of one submit in seconds; 0: no limit.
  double submit_seconds() const { return m_submit_s; }
  /// For arithmetic and memory traffic that go on side by side.
  double expected_seconds(double operations, double bytes) const;
  /// A step of so many submits was expected to take `expected` seconds and took `seconds`.
  void learn(double expected, double seconds, size_t submits);
  /// Times slower than the guess, at least 1. What was cut for another value is cut anew.
  double slowness() const { return m_slowness; }

private:
  Roofline m_roofline; ///< guessed
  double m_submit_s = 0, m_slowness = 1;
};

} // namespace pareto::gpu
