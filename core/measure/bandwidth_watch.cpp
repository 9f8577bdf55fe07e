// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/bandwidth_watch.h"

#include "core/measure/sampling.h"
#include "core/numeric/statistics.h"
#include "core/platform/cpu_info.h"

#include <chrono>
#include <thread>
#include <vector>

namespace pareto {

namespace {

constexpr int kPasses = 4;
constexpr size_t kFewest = 5, kLatest = 64;                 ///< looks
constexpr auto kUntilParked = std::chrono::milliseconds(2); ///< threads of a team spin that long before they sleep

} // namespace

BandwidthWatch& BandwidthWatch::of_process() {
  static BandwidthWatch watch;
  return watch;
}

std::optional<double> BandwidthWatch::look() {
  constexpr double kWhole = 0.9; ///< of the processor time that all threads have in a pass
  if (!m_probe && !std::exchange(m_tried, true))
    if (auto made = LimitProbe::make(kBytes))
      m_probe.emplace(std::move(*made));
  if (!m_probe)
    return std::nullopt;
  std::optional<double> best;
  std::this_thread::sleep_for(kUntilParked);
  for (int pass = 0; pass < kPasses; ++pass) {
    const double start = now_seconds(), ran = process_cpu_seconds(), rate = m_probe->read_pass(),
                 had = (now_seconds() - start) * cpu_info().usable_threads;
    if (process_cpu_seconds() - ran >= kWhole * had)
      best = std::max(best.value_or(0), rate);
  }
  std::this_thread::sleep_for(kUntilParked);
  if (best)
    m_looks.push_back(*best);
  if (m_looks.size() > kLatest)
    m_looks.pop_front();
  return best;
}

std::optional<double> BandwidthWatch::usual() const {
  if (m_looks.size() < kFewest)
    return std::nullopt;
  const std::vector<double> looks(m_looks.begin(), m_looks.end());
  return median(looks);
}

} // namespace pareto
