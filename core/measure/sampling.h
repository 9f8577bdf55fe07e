// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/sampled.h"
#include "core/platform/interference.h"
#include "core/result.h"

#include <functional>
#include <string>
#include <vector>

namespace pareto {

/// Seconds of a clock that only goes forward.
double now_seconds();
/// The present moment as ISO 8601, "2026-01-02T03:04:05Z".
std::string utc_now();

/// When to stop repeating. Warm-up is discarded; then at least `least` undisturbed samples, then until the 95 %
/// interval of the median is within `precision` of it or `budget_seconds` are used (the budget counts from the first
/// timed sample and leaves out what was disturbed). Disturbed repetitions may take `repeat_seconds` beside it; then the
/// cell ends with what it has.
struct SamplingRules {
  int warm_up = 1;
  int least = 10;
  int most = 10'000;
  double precision = 0.05;
  double budget_seconds = 3;
  double repeat_seconds = 3;
};

/// What is timed.
struct TimedWork {
  std::function<Status()> once;
  std::function<Status()> prepare; ///< before each, untimed; may be empty
  std::function<bool()> cancelled; ///< asked between repetitions: stops early and keeps what was measured
};

/// Who looks on while it is timed.
struct Witnesses {
  std::function<double()> clock = now_seconds; ///< seconds that only go forward
  std::function<Meanwhile()> look;             ///< what happened since it was last called; empty: nobody looks
  int processors = 1;                          ///< that are looked at
};
/// This machine. `team`: the work runs on threads of this process that never wait for a device; otherwise what they
/// miss says nothing, and only what others took counts.
Witnesses machine_witnesses(bool team);

/// Times `work` by these rules. Repetitions are judged in windows of at least 0.2 s, which is as short as the machine's
/// account allows (steps of 10 ms): whatever disturbs one of a window sets aside all of them. A repetition that is
/// longer is its own window.
Result<Sampled> sample(const SamplingRules& rules, const TimedWork& work, const Witnesses& witnesses);

/// Whether what happened meanwhile spoils what was timed: a thread lost more than 3 % of its time (and than 1 ms), or
/// others or the host took more than 5 % of a processor (and than 30 ms). Quiet machines stay far below: timer ticks
/// and kernel threads take some 0.1 to 0.5 %, and three ticks of 10 ms is what the rounding of a machine's account, one
/// figure for each kind of work, comes to.
bool is_disturbed(const Meanwhile& meanwhile);

/// The stopping rule alone: true when these samples are enough. Tested on simulated data (R18).
bool enough(const SamplingRules& rules, const std::vector<double>& samples, double used_seconds);

} // namespace pareto
