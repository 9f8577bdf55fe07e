// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/sampling.h"

#include "core/numeric/statistics.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <span>

namespace pareto {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

namespace {

bool narrow(const SamplingRules& rules, std::span<const double> samples) {
  const auto interval = median_interval(samples);
  return interval && interval->high - interval->low <= 2 * rules.precision * median(samples);
}

} // namespace

bool enough(const SamplingRules& rules, const std::vector<double>& samples, double used_seconds) {
  const auto n = static_cast<int>(samples.size());
  if (n < rules.least)
    return false;
  if (n >= rules.most || used_seconds >= rules.budget_seconds)
    return true;
  // Stopping whenever the interval happens to be narrow picks lucky moments, and then it covers too rarely. So: look
  // only when half as many samples again have come in, and stop when two looks in a row agree.
  int look = std::max(1, rules.least), before = 0;
  while (look < n) {
    before = look;
    look += std::max(1, look / 2);
  }
  return look == n && before > 0 && narrow(rules, samples) &&
         narrow(rules, std::span(samples).first(static_cast<size_t>(before)));
}

Result<std::vector<double>> sample(const SamplingRules& rules, const std::function<Status()>& once,
                                   const std::function<Status()>& prepare, const std::function<bool()>& cancelled) {
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
