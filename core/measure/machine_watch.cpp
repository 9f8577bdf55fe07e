// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/machine_watch.h"

#include "core/measure/sampling.h"
#include "core/numeric/statistics.h"
#include "core/platform/cpu_info.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>
#include <vector>

namespace pareto {

namespace {

constexpr int kPasses = 4;
constexpr int64_t kShortBurst = 200'000;                    ///< rounds of multiply-adds: some 5 ms
constexpr size_t kFewest = 5, kLatest = 64;                 ///< looks
constexpr auto kUntilParked = std::chrono::milliseconds(2); ///< threads of a team spin that long before they sleep

/// The best of the passes that all threads had to themselves, until one says what another said; 0 where there was none.
double best_of(const std::function<double()>& pass) {
  constexpr double kWhole = 0.9; ///< of the processor time that all threads have in a pass
  constexpr double kSame = 0.02; ///< a fifteenth of what accuses, a fifth of what tells two machines apart
  double best = 0;
  for (int i = 0; i < kPasses; ++i) {
    const double start = now_seconds(), ran = process_cpu_seconds(), rate = pass(),
                 had = (now_seconds() - start) * cpu_info().usable_threads;
    if (process_cpu_seconds() - ran < kWhole * had)
      continue;
    const bool same = std::abs(rate - best) <= kSame * best;
    best = std::max(best, rate);
    if (same)
      break;
  }
  return best;
}

} // namespace

MachineWatch& MachineWatch::of_process() {
  static MachineWatch watch;
  return watch;
}

Roofline MachineWatch::look() {
  if (!m_probe && !std::exchange(m_tried, true))
    if (auto made = LimitProbe::make(kBytes))
      m_probe.emplace(std::move(*made));
  if (!m_probe)
    return {};
  std::this_thread::sleep_for(kUntilParked);
  const Roofline seen{best_of([this] { return m_probe->read_pass(); }),
                      best_of([this] { return m_probe->flops_pass(kShortBurst); })};
  std::this_thread::sleep_for(kUntilParked);
  if (seen.bytes_per_s > 0)
    m_reads.push_back(seen.bytes_per_s);
  if (m_reads.size() > kLatest)
    m_reads.pop_front();
  return seen;
}

std::optional<double> MachineWatch::usual_bytes_per_s() const {
  if (m_reads.size() < kFewest)
    return std::nullopt;
  const std::vector<double> reads(m_reads.begin(), m_reads.end());
  return median(reads);
}

std::optional<double> bandwidth_lost(const Pace& pace, std::optional<double> usual_bytes_per_s) {
  constexpr double kAccused = 0.3;
  const double usual = usual_bytes_per_s.value_or(0);
  double lost = 0;
  for (const double seen : {pace.before.bytes_per_s, pace.after.bytes_per_s})
    if (seen > 0 && usual > 0)
      lost = std::max(lost, 1 - seen / usual);
  return lost > kAccused ? std::optional(lost) : std::nullopt;
}

} // namespace pareto
