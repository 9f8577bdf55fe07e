// SPDX-License-Identifier: GPL-3.0-or-later
// What the machine tells of disturbances, read from a folder that stands for "/": whole, in parts, garbled, and going
// backwards.
#include "core/platform/interference.h"
#include "core/platform/thread_team.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <cmath>

using namespace pareto;

namespace {

bool close(double a, double b) { return std::abs(a - b) < 1e-9; }

/// Another machine's files. Ticks are hundredths of a second here as everywhere on Linux.
class FakeMachine {
public:
  void put(const std::string& path, const std::string& text) const {
    const QString full = m_root.path() + "/" + QString::fromStdString(path);
    QDir().mkpath(QFileInfo(full).path());
    QVERIFY(test::write_file(full.toStdString(), text));
  }
  void remove(const std::string& path) const {
    const QString full = m_root.path() + "/" + QString::fromStdString(path);
    QVERIFY(QFileInfo(full).isDir() ? QDir(full).removeRecursively() : QFile::remove(full));
  }
  void process(int number, const std::string& name, int parent, int ticks, int started = 1000) const {
    put("proc/" + std::to_string(number) + "/stat",
        std::to_string(number) + " (" + name + ") S " + std::to_string(parent) + " 1 1 0 -1 4194304 1 2 3 4 " +
            std::to_string(ticks - ticks / 3) + " " + std::to_string(ticks / 3) + " 5000 6000 20 0 1 0 " +
            std::to_string(started) + " 1 1\n");
  }
  /// All busy time as that of users.
  void stat(int busy, int stolen = 0) const {
    put("proc/stat",
        "cpu  " + std::to_string(busy) + " 0 0 900 7 0 0 " + std::to_string(stolen) + " 0 0\nintr 1 2 3\n");
  }
  void thread(int number, double ran_s, double waited_s, int slept, int put_aside, char state = 'R') const {
    const std::string at = "proc/77/task/" + std::to_string(number);
    const auto nanoseconds = [](double s) { return std::to_string(std::llround(1e9 * s)); };
    put(at + "/schedstat", nanoseconds(ran_s) + " " + nanoseconds(waited_s) + " 12\n");
    put(at + "/status", std::string("Name:\tx\nState:\t") + state + " (whatever)\nvoluntary_ctxt_switches:\t" +
                            std::to_string(slept) + "\nnonvoluntary_ctxt_switches:\t" + std::to_string(put_aside) +
                            "\n");
  }
  Interference watch(std::vector<int> processors = {0, 1}) {
    return Interference({m_root.path().toStdString(), 77, std::move(processors), [this] { return m_now; }});
  }
  void pass(double seconds) { m_now += seconds; }

private:
  QTemporaryDir m_root;
  double m_now = 100;
};

} // namespace

class InterferenceTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { m = std::make_unique<FakeMachine>(); }

  void where_nothing_is_told_nothing_is_known() {
    Interference watch = m->watch();
    m->pass(0.5);
    const Meanwhile seen = watch.look();
    QVERIFY(close(seen.wall_s, 0.5));
    QVERIFY(seen.missed_s < 0 && seen.others_s < 0 && seen.stolen_s < 0 && seen.pressure_s < 0);
    QCOMPARE(seen.switches, int64_t{-1});
    QVERIFY(!seen.throttled);
    QCOMPARE(watch.processors(), 2);
  }

  void others_are_what_is_busy_without_oneself() {
    m->stat(1000);
    m->process(77, "paretoscope-eng", 1, 300);
    Interference watch = m->watch();
    m->stat(1100);
    m->process(77, "paretoscope-eng", 1, 340);
    QVERIFY(close(watch.look().others_s, 0.6));
    QVERIFY(close(watch.look().others_s, 0)); // counted once
  }

  void the_whole_program_is_oneself_and_nobody_else() {
    m->process(10, "bash", 1, 100); // started the window, and is somebody else's
    m->process(20, "paretoscope", 10, 100);
    m->process(30, "paretoscope-eng", 20, 100);
    m->process(77, "paretoscope-eng", 30, 100);
    m->process(78, "paretoscope-eng", 30, 100);
    m->process(40, "xdg-open", 20, 100);
    m->process(41, "paretoscope-eng", 40, 100); // joined by somebody else
    m->process(50, "paretoscope", 10, 100);     // another window
    m->stat(1000);
    Interference watch = m->watch();
    int all = 0;
    for (const auto& [number, name, parent, used] : {std::tuple{10, "bash", 1, 1},
                                                     {20, "paretoscope", 10, 2},
                                                     {30, "paretoscope-eng", 20, 4},
                                                     {77, "paretoscope-eng", 30, 8},
                                                     {78, "paretoscope-eng", 30, 16},
                                                     {40, "xdg-open", 20, 32},
                                                     {41, "paretoscope-eng", 40, 64},
                                                     {50, "paretoscope", 10, 128}}) {
      m->process(number, name, parent, 100 + used);
      all += used;
    }
    m->stat(1000 + all);
    QVERIFY(close(watch.look().others_s, 0.01 * (1 + 32 + 64 + 128)));
  }

  void a_name_may_hold_anything() {
    m->process(76, ") S 1 (", 1, 100);
    m->process(77, "tst (odd) name)", 76, 100);
    m->process(78, "tst (odd) name)", 77, 100);
    m->stat(1000);
    Interference watch = m->watch();
    m->process(76, ") S 1 (", 1, 110);
    m->process(77, "tst (odd) name)", 76, 120);
    m->process(78, "tst (odd) name)", 77, 140);
    m->stat(1070);
    QVERIFY(close(watch.look().others_s, 0.1));
  }

  void a_process_that_vanishes_or_is_another_one_now() {
    m->process(77, "paretoscope-eng", 1, 100);
    m->process(78, "paretoscope-eng", 77, 100);
    m->process(79, "paretoscope-eng", 77, 100);
    m->stat(1000);
    Interference watch = m->watch();
    m->remove("proc/78");
    m->process(79, "paretoscope-eng", 77, 30, 2000); // its number was given anew
    m->process(77, "paretoscope-eng", 1, 110);
    m->stat(1050);
    QVERIFY(close(watch.look().others_s, 0.1));
    m->remove("proc/79");
    m->stat(1060);
    QVERIFY(close(watch.look().others_s, 0.1));
  }

  void a_ring_of_parents_ends() {
    m->process(77, "paretoscope-eng", 78, 100);
    m->process(78, "paretoscope-eng", 77, 100);
    m->stat(1000);
    Interference watch = m->watch();
    m->stat(1030);
    QVERIFY(close(watch.look().others_s, 0.3));
  }

  void numbers_that_go_backwards_are_nothing() {
    m->stat(1000, 50);
    m->process(77, "paretoscope-eng", 1, 100);
    m->put("proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=9000000\n");
    m->thread(77, 10, 5, 100, 100);
    Interference watch = m->watch();
    m->stat(900, 40);
    m->process(77, "paretoscope-eng", 1, 90);
    m->put("proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=8000000\n");
    m->thread(77, 9, 4, 90, 90);
    m->pass(1);
    const Meanwhile seen = watch.look();
    QCOMPARE(seen.others_s, 0.0);
    QCOMPARE(seen.stolen_s, 0.0);
    QCOMPARE(seen.pressure_s, 0.0);
    QCOMPARE(seen.missed_s, 0.0);
    QCOMPARE(seen.switches, int64_t{0});
  }

  void garbage_is_not_known_data() {
    QTest::addColumn<QString>("stat");
    for (const char* text : {"", "cpu", "cpu  x y z", "cpu  1 2", "no such thing\n", "\0\1\2"})
      QTest::addRow("%s", *text ? text : "empty") << QString::fromLatin1(text);
  }
  void garbage_is_not_known() {
    QFETCH(QString, stat);
    m->put("proc/stat", stat.toStdString());
    m->put("proc/77/stat", stat.toStdString());
    m->put("proc/pressure/cpu", stat.toStdString() + "some total=\n");
    m->put("proc/77/task/77/status", stat.toStdString() + "State:\nvoluntary_ctxt_switches:\tmany\n");
    m->put("proc/77/task/77/schedstat", stat.toStdString());
    m->put("proc/77/task/no number/schedstat", "1 2 3\n");
    m->put("proc/self/cgroup", stat.toStdString());
    Interference watch = m->watch();
    m->pass(1);
    const Meanwhile seen = watch.look();
    QVERIFY(seen.missed_s < 0 && seen.others_s < 0 && seen.stolen_s < 0 && seen.pressure_s < 0 && seen.switches < 0);
  }

  void files_that_come_and_go_are_not_compared_with_nothing() {
    m->stat(1000);
    Interference watch = m->watch();
    m->remove("proc/stat");
    QVERIFY(watch.look().others_s < 0);
    m->stat(5000);
    QVERIFY(watch.look().others_s < 0);
    m->stat(5010);
    QVERIFY(close(watch.look().others_s, 0.1));
  }

  void only_processors_of_ones_own_count() {
    const auto stat = [&](int first, int second, int third) {
      m->put("proc/stat", "cpu  99999 0 0 0\ncpu0 " + std::to_string(first) + " 0 0 5 5 0 0 " +
                              std::to_string(first / 10) + "\ncpu1 " + std::to_string(second) +
                              " 0 0 5 5 0 0 0\ncpu12 " + std::to_string(third) + " 0 0 5 5 0 0 0\nintr 5\n");
    };
    stat(100, 100, 100);
    Interference watch = m->watch({0, 12}), whole = m->watch({64});
    stat(200, 300, 500);
    const Meanwhile seen = watch.look();
    QVERIFY(close(seen.others_s, 5));
    QVERIFY(close(seen.stolen_s, 0.1));
    QVERIFY(close(whole.look().others_s, 0)); // none of its own is told apart: the line of all, which stood still
  }

  void every_kind_of_work_counts_and_idling_does_not() {
    m->put("proc/stat", "cpu  1 10 100 1000 10000 100000 1000000 5 7 7\n");
    Interference watch = m->watch();
    m->put("proc/stat", "cpu  2 12 103 2000 20000 100004 1000005 25 70 70\n");
    const Meanwhile seen = watch.look();
    QVERIFY(close(seen.others_s, 0.01 * (1 + 2 + 3 + 4 + 5)));
    QVERIFY(close(seen.stolen_s, 0.2));
  }

  void pressure_is_some_not_full() {
    m->put("proc/pressure/cpu", "full avg10=0.00 avg60=0.00 avg300=0.00 total=77\n"
                                "some avg10=51.13 avg60=40.81 avg300=47.86 total=1000000\n");
    Interference watch = m->watch();
    m->put("proc/pressure/cpu", "full avg10=0.00 avg60=0.00 avg300=0.00 total=99999977\n"
                                "some avg10=51.13 avg60=40.81 avg300=47.86 total=1250000\n");
    QVERIFY(close(watch.look().pressure_s, 0.25));
  }

  void groups_stand_in_for_the_machine_data() {
    QTest::addColumn<QString>("groups");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("zeros"); // of a millisecond
    QTest::newRow("second version") << "0::/job\n"
                                    << "sys/fs/cgroup/job/cpu.stat"
                                    << "usage_usec "
                                    << "000\n";
    QTest::newRow("of a container") << "0::/machine/job\n"
                                    << "sys/fs/cgroup/cpu.stat"
                                    << "usage_usec "
                                    << "000\nuser_usec 9\n";
    QTest::newRow("first version") << "4:cpu,cpuacct:/job\n"
                                   << "sys/fs/cgroup/cpuacct/job/cpuacct.usage"
                                   << ""
                                   << "000000\n";
  }
  void groups_stand_in_for_the_machine() {
    QFETCH(QString, groups);
    QFETCH(QString, file);
    QFETCH(QString, before);
    QFETCH(QString, zeros);
    m->put("proc/self/cgroup", groups.toStdString());
    m->put(file.toStdString(), (before + "1000" + zeros).toStdString());
    m->process(77, "paretoscope-eng", 1, 100);
    Interference watch = m->watch();
    m->put(file.toStdString(), (before + "1900" + zeros).toStdString());
    m->process(77, "paretoscope-eng", 1, 140);
    const Meanwhile seen = watch.look();
    QVERIFY(close(seen.others_s, 0.5));
    QVERIFY(seen.stolen_s < 0);
  }

  void ones_own_quota_is_told_apart() {
    m->put("proc/self/cgroup", "0::/job\n");
    m->put("sys/fs/cgroup/job/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 3\n");
    Interference watch = m->watch();
    QVERIFY(!watch.look().throttled);
    m->put("sys/fs/cgroup/job/cpu.stat", "usage_usec 5\nnr_periods 10\nnr_throttled 4\n");
    QVERIFY(watch.look().throttled);
  }

  void a_thread_that_never_slept_lost_what_it_did_not_run() {
    m->thread(77, 10, 0, 5, 3);
    m->thread(78, 20, 0, 9, 4);
    Interference watch = m->watch();
    m->pass(1);
    m->thread(77, 10.9, 0.04, 5, 7);
    m->thread(78, 20.75, 0.1, 9, 14); // a host took what it did not wait for here
    const Meanwhile seen = watch.look();
    QVERIFY(close(seen.missed_s, 0.25));
    QCOMPARE(seen.switches, int64_t{14});
  }

  void a_thread_that_slept_lost_what_it_waited() {
    m->thread(77, 10, 1, 5, 3);
    m->thread(78, 20, 2, 9, 4, 'S'); // parked at the first look, and woken late
    m->thread(79, 30, 3, 9, 4);      // sleeps at the second
    m->thread(80, 40, 4, 9, 4, 'S'); // slept throughout
    Interference watch = m->watch();
    m->pass(1);
    m->thread(77, 10.3, 1.02, 8, 3);
    m->thread(78, 20.4, 2.05, 9, 4);
    m->thread(79, 30.4, 3.01, 9, 4, 'S');
    m->thread(80, 40, 4, 9, 4, 'S');
    QVERIFY(close(watch.look().missed_s, 0.05));
  }

  void threads_that_come_or_go_are_left_out() {
    m->thread(77, 10, 1, 5, 3);
    m->thread(78, 10, 1, 5, 3);
    Interference watch = m->watch();
    m->pass(1);
    m->thread(77, 11, 1, 5, 3);
    m->remove("proc/77/task/78");
    m->thread(79, 0.1, 0.8, 5, 300);
    const Meanwhile seen = watch.look();
    QVERIFY(close(seen.missed_s, 0));
    QCOMPARE(seen.switches, int64_t{0});
  }

  void a_scheduler_without_an_account_of_waiting() {
    m->thread(77, 10, 1, 5, 3);
    m->remove("proc/77/task/77/schedstat");
    Interference watch = m->watch();
    m->pass(1);
    QVERIFY(watch.look().missed_s < 0);
  }

  void this_machine() {
    Interference watch;
    ThreadTeam team(2);
    static_cast<void>(watch.look());
    team.run([](int) {
      const QDeadlineTimer end(100);
      while (!end.hasExpired()) {
      }
    });
    const Meanwhile seen = watch.look();
    QVERIFY(seen.wall_s >= 0.1);
    QVERIFY(watch.processors() >= 1);
    if (QFile::exists("/proc/stat"))
      QVERIFY(seen.others_s >= 0 && seen.stolen_s >= 0);
    if (QFile::exists("/proc/self/task") && QFile::exists("/proc/self/schedstat"))
      QVERIFY(seen.missed_s >= 0 && seen.missed_s <= seen.wall_s);
  }

  /// What a look costs, for the reader of the log.
  void cost_of_a_look() {
    Interference watch;
    QBENCHMARK { static_cast<void>(watch.look()); }
  }

private:
  std::unique_ptr<FakeMachine> m;
};

PARETO_TEST(InterferenceTest)
#include "tst_interference.moc"
