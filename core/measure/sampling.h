// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <functional>
#include <string>
#include <vector>

namespace pareto {

/// Seconds of a clock that only goes forward.
double now_seconds();
/// The present moment as ISO 8601, "2026-01-02T03:04:05Z".
std::string utc_now();

/// When to stop repeating. Warm-up is discarded; then at least `least` samples, then until the 95 % interval of the
/// median is within `precision` of it or `budget_seconds` are used (the budget counts from the first timed sample).
struct SamplingRules {
  int warm_up = 1;
  int least = 10;
  int most = 10'000;
  double precision = 0.05;
  double budget_seconds = 3;
};

/// Times `once` by these rules; samples in seconds. `prepare` runs before each, untimed. `cancelled` stops early and
/// keeps what was measured.
Result<std::vector<double>> sample(const SamplingRules& rules, const std::function<Status()>& once,
                                   const std::function<Status()>& prepare = {},
                                   const std::function<bool()>& cancelled = {});

/// The stopping rule alone: true when these samples are enough. Tested on simulated data (R18).
bool enough(const SamplingRules& rules, const std::vector<double>& samples, double used_seconds);

} // namespace pareto
