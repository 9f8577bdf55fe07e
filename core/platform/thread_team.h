// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace pareto {

/// The one pool of the process: `size` threads that enter a region together, the caller as thread 0. Between regions
/// the others spin for a moment, then sleep. Every thread flushes denormals to zero, or decayed states would slow it
/// down.
class ThreadTeam {
public:
  explicit ThreadTeam(int size);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const { return m_size; }
  /// Runs work(thread) on every thread and returns when all are done. Not reentrant.
  void run(const std::function<void(int)>& work);
  /// Inside a region: waits until every thread is here. What was written before is visible after.
  void barrier();

  /// The half-open share [begin, end) of `total` units of one thread, in multiples of `grain`.
  struct Share {
    int64_t begin, end;
  };
  Share share(int thread, int64_t total, int64_t grain = 1) const;

private:
  void work_loop(int thread);

  int m_size;
  std::vector<std::thread> m_threads;
  const std::function<void(int)>* m_work = nullptr;
  alignas(64) std::atomic<uint32_t> m_epoch{0};
  alignas(64) std::atomic<int> m_running{0};
  alignas(64) std::atomic<int> m_arrived{0};
  alignas(64) std::atomic<uint32_t> m_phase{0};
  std::atomic<bool> m_stop{false};
};

} // namespace pareto
