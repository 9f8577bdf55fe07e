// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/sampling.h"

#include "core/measure/statistics.h"

#include <algorithm>
#include <chrono>

namespace pareto {

double now_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

bool enough(const SamplingRules& rules, const std::vector<double>& samples, double used_seconds) {
  const auto n = static_cast<int>(samples.size());
  if (n < rules.least)
    return false;
  if (n >= rules.most || used_seconds >= rules.budget_seconds)
    return true;
  // Looking after every sample would stop at lucky moments; look when a quarter more has come in.
  int look = rules.least;
  while (look < n)
    look += std::max(1, look / 4);
  if (look != n)
    return false;
  const auto interval = median_interval(samples);
  return interval && interval->high - interval->low <= 2 * rules.precision * median(samples);
}

Result<std::vector<double>> sample(const SamplingRules& rules, const std::function<Status()>& once, const std::function<Status()>& prepare,
                                   const std::function<bool()>& cancelled) {
  std::vector<double> samples;
  for (int i = 0; i < rules.warm_up; ++i) {
    if (prepare)
      PARETO_TRY(prepare());
    PARETO_TRY(once());
  }
  const double start = now_seconds();
  while (!enough(rules, samples, now_seconds() - start)) {
    if (cancelled && cancelled())
      break;
    if (prepare)
      PARETO_TRY(prepare());
    const double before = now_seconds();
    PARETO_TRY(once());
    samples.push_back(now_seconds() - before);
  }
  return samples;
}

} // namespace pareto
