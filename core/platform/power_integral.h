// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace pareto {

/// Joules out of a reading of watts: taken ten times a second by a thread of its own between start() and stop(), and
/// summed by the trapezoid rule.
class PowerIntegral {
public:
  static constexpr double kPeriod = 0.1; ///< seconds
  explicit PowerIntegral(std::function<Result<double>()> watts) : m_watts(std::move(watts)) {}
  ~PowerIntegral() { stop(); }
  Status start();
  /// Up to now; the first reading that failed is the error.
  Result<double> joules();
  void stop();

private:
  void read(); ///< under the lock
  void watch();

  std::function<Result<double>()> m_watts;
  std::mutex m_lock;
  std::condition_variable m_wake;
  std::thread m_thread;
  bool m_over = true;
  Status m_status;
  double m_last_watts = 0, m_last_seconds = 0, m_joules = 0;
};

} // namespace pareto
