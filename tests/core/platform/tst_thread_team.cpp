// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/thread_team.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <numeric>
#include <set>

using namespace pareto;

class ThreadTeamTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void sizes_data() {
    QTest::addColumn<int>("size");
    for (const int size : {1, 2, 3})
      QTest::addRow("%d", size) << size;
  }

  /// Every thread runs once a region, the caller as thread 0, and run() returns after all.
  void sizes() {
    QFETCH(int, size);
    ThreadTeam team(size);
    QCOMPARE(team.size(), size);
    const auto caller = std::this_thread::get_id();
    for (int region = 0; region < 20; ++region) {
      std::vector<int> calls(static_cast<size_t>(size), 0);
      std::vector<std::thread::id> ids(static_cast<size_t>(size));
      team.run([&](int thread) {
        ++calls[static_cast<size_t>(thread)];
        ids[static_cast<size_t>(thread)] = std::this_thread::get_id();
      });
      QCOMPARE(std::accumulate(calls.begin(), calls.end(), 0), size);
      QCOMPARE(*std::max_element(calls.begin(), calls.end()), 1);
      QVERIFY(ids.front() == caller);
      QCOMPARE(std::set<std::thread::id>(ids.begin(), ids.end()).size(), static_cast<size_t>(size));
    }
  }

  void barriers_data() { sizes_data(); }

  /// What was written before a barrier is seen by all behind it, many times in a row.
  void barriers() {
    QFETCH(int, size);
    ThreadTeam team(size);
    const auto count = static_cast<size_t>(size);
    std::vector<int> values(count, 0);
    std::vector<int> wrong(count, 0);
    constexpr int kRounds = 60;
    team.run([&](int thread) {
      const auto own = static_cast<size_t>(thread);
      for (int round = 1; round <= kRounds; ++round) {
        values[own] = round;
        team.barrier();
        for (size_t other = 0; other < count; ++other)
          wrong[own] += values[other] != round;
        team.barrier();
      }
    });
    QCOMPARE(std::accumulate(wrong.begin(), wrong.end(), 0), 0);
  }

  /// Shares follow one another, cover everything once, and begin at multiples of the grain.
  void shares() {
    for (const int size : {1, 2, 3, 8}) {
      const ThreadTeam team(size);
      for (const int64_t total :
           {int64_t{0}, int64_t{1}, int64_t{5}, int64_t{16}, int64_t{17}, int64_t{1000}, int64_t{1} << 40})
        for (const int64_t grain : {1, 4, 16}) {
          int64_t at = 0, largest = 0;
          for (int thread = 0; thread < size; ++thread) {
            const auto share = team.share(thread, total, grain);
            QVERIFY(share.begin <= share.end);
            QCOMPARE(share.begin, at);
            QVERIFY(share.begin % grain == 0 || share.begin == total);
            largest = std::max(largest, share.end - share.begin);
            at = share.end;
          }
          QCOMPARE(at, total);
          QVERIFY(largest <= (total / size / grain + 1) * grain); // even but for one grain
        }
    }
  }

  void sleeping_threads_wake() {
    ThreadTeam team(3);
    std::atomic<int> calls{0};
    for (int i = 0; i < 3; ++i) {
      QTest::qSleep(20); // beyond the spinning
      team.run([&](int) { ++calls; });
    }
    QCOMPARE(calls.load(), 9);
  }

  void callers_may_change() {
    ThreadTeam team(2);
    std::atomic<int> calls{0};
    std::thread([&] { team.run([&](int) { ++calls; }); }).join();
    team.run([&](int) { ++calls; });
    QCOMPARE(calls.load(), 4);
  }

  /// Decayed states would crawl through denormals otherwise.
  void denormals_are_flushed() {
    ThreadTeam team(2);
    std::vector<float> results(2, 1);
    team.run([&](int thread) {
      volatile float tiny = 1e-38f;
      results[static_cast<size_t>(thread)] = tiny * 0.01f;
    });
    QVERIFY(results[0] == 0 && results[1] == 0);
  }

  void at_least_one() { QCOMPARE(ThreadTeam(0).size(), 1); }
};

PARETO_TEST(ThreadTeamTest)
#include "tst_thread_team.moc"
