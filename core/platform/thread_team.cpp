// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/thread_team.h"

#include <algorithm>
#include <chrono>
#include <sched.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace pareto {

namespace {

constexpr double kSpinSeconds = 100e-6; ///< before a waiting worker sleeps; one thread's work between steps takes less
constexpr double kBarrierSeconds = 30e-6; ///< before a waiting thread lends its CPU to another

void pause_briefly() {
#if defined(__SSE__)
  _mm_pause();
#endif
}

/// What one takes here: from 10 cycles on some processors to 140 on others. The shortest of several looks, since
/// another program may come between.
double seconds_of_pause() {
  constexpr int kLooks = 5, kEach = 100;
  double shortest = 1;
  for (int look = 0; look < kLooks; ++look) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kEach; ++i)
      pause_briefly();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    shortest = std::min(shortest, std::max(taken.count(), 1e-9) / kEach);
  }
  return shortest;
}

int pauses_in(double seconds) {
  static const double each = seconds_of_pause();
  return std::max(1, static_cast<int>(seconds / each));
}

void flush_denormals() {
#if defined(__SSE__)
  _mm_setcsr(_mm_getcsr() | 0x8040u); // flush to zero, denormals are zero
#endif
}

} // namespace

ThreadTeam::ThreadTeam(int size) : m_size(std::max(1, size)) {
  flush_denormals();
  for (int thread = 1; thread < m_size; ++thread)
    m_threads.emplace_back([this, thread] { work_loop(thread); });
}

ThreadTeam::~ThreadTeam() {
  m_stop.store(true, std::memory_order_relaxed);
  m_epoch.fetch_add(1, std::memory_order_release);
  m_epoch.notify_all();
  for (std::thread& thread : m_threads)
    thread.join();
}

void ThreadTeam::work_loop(int thread) {
  flush_denormals();
  const int spins = pauses_in(kSpinSeconds);
  uint32_t seen = 0;
  while (true) {
    for (int spin = 0; spin < spins && m_epoch.load(std::memory_order_acquire) == seen; ++spin)
      pause_briefly();
    m_epoch.wait(seen, std::memory_order_acquire);
    seen = m_epoch.load(std::memory_order_acquire);
    if (m_stop.load(std::memory_order_relaxed))
      return;
    (*m_work)(thread);
    m_running.fetch_sub(1, std::memory_order_release);
  }
}

void ThreadTeam::run(const std::function<void(int)>& work) {
  flush_denormals(); // the caller may be another thread than the one that built the team
  m_work = &work;
  m_running.store(m_size - 1, std::memory_order_relaxed);
  m_epoch.fetch_add(1, std::memory_order_release);
  m_epoch.notify_all();
  work(0);
  const int spins = pauses_in(kBarrierSeconds);
  for (int spin = 0; m_running.load(std::memory_order_acquire) > 0; ++spin)
    spin < spins ? pause_briefly() : static_cast<void>(sched_yield());
}

void ThreadTeam::barrier() {
  if (m_size == 1)
    return;
  const uint32_t phase = m_phase.load(std::memory_order_acquire);
  if (m_arrived.fetch_add(1, std::memory_order_acq_rel) == m_size - 1) {
    m_arrived.store(0, std::memory_order_relaxed);
    m_phase.store(phase + 1, std::memory_order_release);
    return;
  }
  const int spins = pauses_in(kBarrierSeconds);
  for (int spin = 0; m_phase.load(std::memory_order_acquire) == phase; ++spin)
    spin < spins ? pause_briefly() : static_cast<void>(sched_yield());
}

ThreadTeam::Share ThreadTeam::share(int thread, int64_t total, int64_t grain) const {
  const int64_t units = (total + grain - 1) / grain;
  const int64_t begin = units * thread / m_size * grain, end = units * (thread + 1) / m_size * grain;
  return {std::min(begin, total), std::min(end, total)};
}

} // namespace pareto
