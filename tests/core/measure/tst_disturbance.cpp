// SPDX-License-Identifier: GPL-3.0-or-later
// Which repetitions count while the machine does something else: on a simulated machine, where time passes only as the
// test says, and once on this one with programs that really load it.
#include "core/measure/machine_watch.h"
#include "core/measure/sampling.h"
#include "core/numeric/statistics.h"
#include "core/platform/cpu_info.h"
#include "core/platform/process.h"
#include "core/platform/thread_team.h"
#include "tests/support/program.h"

#include <QtTest>

#include <cmath>

using namespace pareto;

namespace {

constexpr int kProcessors = 2;

/// Load over time: what others and the host take of the machine, and the team's worst thread misses, per second.
struct Load {
  double missed = 0, others = 0, stolen = 0;
};

class SimulatedMachine {
public:
  explicit SimulatedMachine(double step, std::function<Load(double)> load = {})
      : m_step(step), m_load(std::move(load)) {}

  TimedWork work() {
    return {[this]() -> Status {
              pass(m_step);
              return {};
            },
            {},
            {}};
  }
  Witnesses witnesses() {
    return {[this] { return m_now; },
            [this] {
              return std::exchange(m_since, Meanwhile{0, 0, 0, 0, 0, 0, false});
            },
            kProcessors};
  }
  void pass(double seconds) {
    constexpr double kGrain = 0.001;
    for (double left = seconds; left > 1e-12; left -= kGrain) {
      const double part = std::min(left, kGrain);
      const Load load = m_load ? m_load(m_now) : Load();
      m_now += part;
      m_since.wall_s += part;
      m_since.missed_s += part * load.missed;
      m_since.others_s += part * load.others;
      m_since.stolen_s += part * load.stolen;
      m_since.switches += load.missed > 0 ? 1 : 0;
    }
  }
  double now() const { return m_now; }

private:
  double m_step, m_now = 0;
  std::function<Load(double)> m_load;
  Meanwhile m_since{0, 0, 0, 0, 0, 0, false};
};

/// A load that all feel, while `busy` says so.
std::function<Load(double)> when(std::function<bool(double)> busy) {
  return [busy = std::move(busy)](double now) { return busy(now) ? Load{0.5, 1, 0} : Load(); };
}

SamplingRules sampled_times(int count) {
  SamplingRules rules;
  rules.warm_up = 0;
  rules.least = rules.most = count;
  return rules;
}

Sampled sampled(SimulatedMachine& machine, const SamplingRules& rules) {
  return *sample(rules, machine.work(), machine.witnesses());
}

int used(const Sampled& sampled) {
  return static_cast<int>(std::count_if(sampled.repetitions.begin(), sampled.repetitions.end(),
                                        [](const Repetition& each) { return each.used; }));
}

bool near(double a, double b) { return std::abs(a - b) < 1e-6; }

} // namespace

class DisturbanceTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void what_disturbs_data();
  void what_disturbs();
  void a_quiet_machine_keeps_everything();
  void one_moment_sets_aside_its_window_and_is_repeated();
  void a_long_repetition_is_its_own_window();
  void steady_load_ends_with_the_budget();
  void load_that_comes_and_goes_leaves_quiet_repetitions();
  void without_patience_one_window_decides();
  void too_few_that_are_quiet_are_still_the_value();
  void a_trickle_shows_in_the_whole();
  void who_took_it_and_how_much();
  void every_repetition_carries_its_share();
  void where_nobody_tells_it_is_said();
  void a_cancelled_series_is_not_disturbed();
  void parts_of_a_cell_are_as_bad_as_the_worst();
  void slow_memory_accuses_beyond_doubt();
  void the_pace_of_two_moments();
  void the_machine_watch_keeps_what_it_took();
  void busy_programs_on_every_core_are_seen();
};

void DisturbanceTest::what_disturbs_data() {
  QTest::addColumn<double>("wall");
  QTest::addColumn<double>("missed");
  QTest::addColumn<double>("others");
  QTest::addColumn<double>("stolen");
  QTest::addColumn<bool>("throttled");
  QTest::addColumn<bool>("disturbed");
  QTest::newRow("nothing") << 1.0 << 0.0 << 0.0 << 0.0 << false << false;
  QTest::newRow("not known") << 1.0 << -1.0 << -1.0 << -1.0 << false << false;
  QTest::newRow("ticks and kernel threads") << 1.0 << 0.005 << 0.02 << 0.0 << false << false;
  QTest::newRow("two ticks in a short window") << 0.2 << 0.001 << 0.02 << 0.01 << false << false;
  QTest::newRow("a thread was put aside") << 0.2 << 0.008 << 0.0 << 0.0 << false << true;
  QTest::newRow("briefly, in a very short window") << 0.01 << 0.0009 << 0.0 << 0.0 << false << false;
  QTest::newRow("longer, in a very short window") << 0.01 << 0.0011 << 0.0 << 0.0 << false << true;
  QTest::newRow("others beside the team") << 1.0 << 0.0 << 0.06 << 0.0 << false << true;
  QTest::newRow("below 5 % of a core") << 1.0 << 0.0 << 0.049 << 0.0 << false << false;
  QTest::newRow("the host") << 1.0 << 0.0 << 0.0 << 0.06 << false << true;
  QTest::newRow("one's own quota") << 1.0 << 0.5 << 0.0 << 0.0 << true << false;
  QTest::newRow("one's own quota and others") << 1.0 << 0.5 << 0.06 << 0.0 << true << true;
}

void DisturbanceTest::what_disturbs() {
  QFETCH(double, wall);
  QFETCH(double, missed);
  QFETCH(double, others);
  QFETCH(double, stolen);
  QFETCH(bool, throttled);
  QFETCH(bool, disturbed);
  QCOMPARE(is_disturbed({wall, missed, others, stolen, -1, -1, throttled}), disturbed);
}

void DisturbanceTest::a_quiet_machine_keeps_everything() {
  SimulatedMachine machine(0.003);
  const Sampled result = sampled(machine, sampled_times(300));
  QCOMPARE(result.repetitions.size(), size_t{300});
  QCOMPARE(used(result), 300);
  QVERIFY(!result.disturbed && result.witnessed);
  QCOMPARE(result.lost.share(), 0.0);
}

void DisturbanceTest::one_moment_sets_aside_its_window_and_is_repeated() {
  SimulatedMachine machine(0.01, when([](double now) { return now >= 0.25 && now < 0.27; }));
  const Sampled result = sampled(machine, sampled_times(100));
  QCOMPARE(used(result), 100);
  QVERIFY(!result.disturbed);
  QVERIFY2(result.repetitions.size() >= 120 && result.repetitions.size() <= 122,
           qPrintable(QString::number(result.repetitions.size()))); // windows of 0.2 s are 20 of them
  const auto is_aside = [](const Repetition& each) { return !each.used; };
  const auto first = std::find_if(result.repetitions.begin(), result.repetitions.end(), is_aside);
  const auto at = static_cast<double>(first - result.repetitions.begin()) * 0.01;
  QVERIFY2(at >= 0.19 && at <= 0.25, qPrintable(QString::number(at)));
  QCOMPARE(result.seconds().size(), size_t{100});
}

void DisturbanceTest::a_long_repetition_is_its_own_window() {
  SimulatedMachine machine(0.7, when([](double now) { return now >= 1.5 && now < 2.0; }));
  const Sampled result = sampled(machine, sampled_times(8));
  QCOMPARE(result.repetitions.size(), size_t{9});
  for (size_t i = 0; i < 9; ++i)
    QCOMPARE(result.repetitions[i].used, i != 2);
}

void DisturbanceTest::steady_load_ends_with_the_budget() {
  SimulatedMachine machine(0.01, when([](double) { return true; }));
  SamplingRules rules = sampled_times(100);
  rules.repeat_seconds = 2;
  const Sampled result = sampled(machine, rules);
  QVERIFY(result.disturbed);
  QCOMPARE(used(result), 0);
  QVERIFY2(machine.now() >= 2 && machine.now() < 2.25, qPrintable(QString::number(machine.now())));
  QCOMPARE(result.seconds().size(), result.repetitions.size()); // a value is still shown
}

void DisturbanceTest::load_that_comes_and_goes_leaves_quiet_repetitions() {
  SimulatedMachine machine(0.02, when([](double now) { return std::fmod(now, 2) < 1; }));
  SamplingRules rules = sampled_times(100);
  rules.repeat_seconds = 10;
  const Sampled result = sampled(machine, rules);
  QVERIFY(!result.disturbed);
  QCOMPARE(used(result), 100);
  double at = 0;
  for (const Repetition& each : result.repetitions) { // those that count were all taken while it was quiet
    QVERIFY(!each.used || std::fmod(at + 1e-9, 2) >= 1 - 1e-6);
    at += each.ms * 1e-3;
  }
}

void DisturbanceTest::without_patience_one_window_decides() {
  SimulatedMachine machine(0.01, when([](double) { return true; }));
  SamplingRules rules = sampled_times(1000);
  rules.repeat_seconds = 0;
  QVERIFY(sampled(machine, rules).disturbed);
  QVERIFY(machine.now() < 0.25);
}

void DisturbanceTest::too_few_that_are_quiet_are_still_the_value() {
  SimulatedMachine machine(0.25, when([](double now) { return now >= 0.9; }));
  const Sampled result = sampled(machine, sampled_times(10));
  QVERIFY(result.disturbed);
  QCOMPARE(used(result), 3);
  QCOMPARE(result.seconds().size(), size_t{3});
}

void DisturbanceTest::a_trickle_shows_in_the_whole() {
  const auto trickle = [](double share) { return [share](double) { return Load{0, share, 0}; }; };
  SimulatedMachine little(0.01, trickle(0.04)), more(0.01, trickle(0.08));
  QVERIFY(!sampled(little, sampled_times(300)).disturbed);
  const Sampled result = sampled(more, sampled_times(300)); // 16 ms of each window: too little to tell
  QVERIFY(result.disturbed);
  QCOMPARE(used(result), 0);
  QVERIFY(near(result.lost.share(), 0.04));
}

void DisturbanceTest::who_took_it_and_how_much() {
  SamplingRules rules = sampled_times(10);
  rules.repeat_seconds = 1;
  SimulatedMachine programs(0.05, [](double) { return Load{0.3, 0.7, 0.1}; });
  const Sampled one = sampled(programs, rules);
  QVERIFY(near(one.lost.share(), 0.4));
  QCOMPARE(one.lost.to(), std::string("other programs"));
  SimulatedMachine host(0.05, [](double) { return Load{0.3, 0.1, 0.5}; });
  const Sampled other = sampled(host, rules);
  QVERIFY(near(other.lost.share(), 0.3));
  QCOMPARE(other.lost.to(), std::string("host"));
  SimulatedMachine untold(0.05, [](double) { return Load{0.3, 0, 0}; }); // nobody says who
  QVERIFY(near(sampled(untold, rules).lost.share(), 0.15));
}

void DisturbanceTest::every_repetition_carries_its_share() {
  SimulatedMachine machine(0.013, [](double) { return Load{0.01, 0.03, 0.01}; });
  const Sampled result = sampled(machine, sampled_times(100));
  double wall = 0, missed = 0, others = 0, stolen = 0;
  int64_t switches = 0;
  for (const Repetition& each : result.repetitions) {
    wall += each.ms * 1e-3;
    missed += each.witness.missed_s;
    others += each.witness.others_s;
    stolen += each.witness.stolen_s;
    switches += each.witness.switches;
  }
  QVERIFY(near(missed, 0.01 * wall) && near(others, 0.03 * wall) && near(stolen, 0.01 * wall));
  QCOMPARE(switches, int64_t{1300});
}

void DisturbanceTest::where_nobody_tells_it_is_said() {
  SimulatedMachine machine(0.01);
  Witnesses blind = machine.witnesses();
  blind.look = [] { return Meanwhile(); };
  const auto result = sample(sampled_times(30), machine.work(), blind);
  QVERIFY(result && !result->disturbed && !result->witnessed);
  QCOMPARE(result->repetitions.front().witness, Witness());
  Measurement cell;
  note_witnesses(*result, cell);
  note_witnesses(*result, cell);
  QCOMPARE(cell.noise, std::vector<std::string>{"no witness of other programs"});
  QCOMPARE(cell.condition, Condition::Quiet);
}

void DisturbanceTest::a_cancelled_series_is_not_disturbed() {
  SimulatedMachine machine(0.01);
  TimedWork work = machine.work();
  work.cancelled = [&] { return machine.now() > 0.1; };
  const auto result = sample(sampled_times(100), work, machine.witnesses());
  QVERIFY(result && !result->disturbed && !result->repetitions.empty());
}

void DisturbanceTest::parts_of_a_cell_are_as_bad_as_the_worst() {
  Sampled quiet, bad, worse;
  quiet.repetitions.resize(2);
  bad.disturbed = worse.disturbed = true;
  bad.lost = {1, 0, 0, 10};
  worse.lost = {1, 3, 0, 10};
  Measurement cell;
  for (const Sampled* each : {&quiet, &worse, &bad, &quiet})
    note_witnesses(*each, cell);
  QCOMPARE(cell.condition, Condition::Disturbed);
  QVERIFY(near(cell.lost_share, 0.4));
  QCOMPARE(cell.lost_to, std::string("host"));
  QCOMPARE(cell.repetitions.size(), size_t{4});
}

void DisturbanceTest::slow_memory_accuses_beyond_doubt() {
  const auto reads = [](double before, double after) { return Pace{{before, 1e9}, {after, 1e9}}; };
  QVERIFY(!bandwidth_lost({}, 10e9));
  QVERIFY(!bandwidth_lost(reads(9e9, 8e9), 10e9));
  QVERIFY(!bandwidth_lost(reads(9e9, 1e9), {})); // nothing is known to compare with
  QVERIFY(!bandwidth_lost(reads(12e9, 0), 10e9));
  QVERIFY(near(*bandwidth_lost(reads(9e9, 6e9), 10e9), 0.4));
  QVERIFY(near(*bandwidth_lost(reads(5e9, 0), 10e9), 0.5));
}

void DisturbanceTest::the_pace_of_two_moments() {
  const Pace then{{10e9, 100e9}, {10e9, 100e9}}, slower{{8e9, 80e9}, {8e9, 80e9}}, busy{{5e9, 100e9}, {5e9, 100e9}};
  QVERIFY(near(pace_ratio(then, slower, 1e6, 1e6), 0.8));
  QVERIFY(near(pace_ratio(slower, then, 1e6, 1e6), 1.25));
  QVERIFY(near(pace_ratio(then, busy, 1e6, 1e9), 1));                          // computes: memory does not matter
  QVERIFY(near(pace_ratio(then, busy, 1e9, 1e6), 0.5));                        // reads
  QVERIFY(near(pace_ratio({{8e9, 100e9}, {12.5e9, 100e9}}, then, 1e9, 0), 1)); // both sides of a cell together
  QVERIFY(near(pace_ratio({{0, 100e9}, {10e9, 0}}, slower, 1e9, 0), 0.8));     // one side each
  QCOMPARE(pace_ratio({}, then, 1, 1), 0.0);
  QCOMPARE(pace_ratio(then, then, 0, 0), 0.0);
}

void DisturbanceTest::the_machine_watch_keeps_what_it_took() {
  MachineWatch& watch = MachineWatch::of_process();
  QCOMPARE(watch.bytes(), int64_t{0});
  std::vector<double> looks;
  for (int i = 0; i < 8; ++i) {
    QCOMPARE(watch.usual_bytes_per_s().has_value(), looks.size() >= 5);
    const Roofline seen = watch.look();
    QVERIFY(seen.bytes_per_s >= 0 && seen.flops_per_s >= 0); // others may have the processors all the time
    if (seen.bytes_per_s > 0)
      looks.push_back(seen.bytes_per_s);
    qInfo("%.2f GB/s, %.1f GFLOP/s", seen.bytes_per_s / 1e9, seen.flops_per_s / 1e9);
  }
  if (looks.size() >= 5)
    QCOMPARE(*watch.usual_bytes_per_s(), median(looks));
  QCOMPARE(watch.bytes(), MachineWatch::kBytes);
}

/// A fact, not a time: where another program waits for every processor, a team on all of them cannot have had them to
/// itself.
void DisturbanceTest::busy_programs_on_every_core_are_seen() {
  if (!QFile::exists("/proc/stat") || !QFile::exists("/proc/self/task"))
    QSKIP("this system tells nothing");
  const int count = cpu_info().usable_threads;
  std::vector<ChildProcess> busy;
  for (int i = 0; i < count; ++i) {
    auto child = ChildProcess::start({"/bin/sh", "-c", "echo on; while :; do :; done"});
    QVERIFY(child);
    std::string line;
    QCOMPARE(child->read_line(line, 60), ChildProcess::Read::Line);
    busy.push_back(std::move(*child));
  }
  ThreadTeam team(count);
  const TimedWork work{[&]() -> Status {
                         team.run([](int) {
                           const double end = now_seconds() + 0.02;
                           while (now_seconds() < end) {
                           }
                         });
                         return {};
                       },
                       {},
                       {}};
  SamplingRules rules = sampled_times(50);
  rules.repeat_seconds = 1;
  const auto result = sample(rules, work, machine_witnesses(true));
  QVERIFY(result);
  QVERIFY(result->disturbed);
  QCOMPARE(result->lost.to(), std::string("other programs"));
  QVERIFY(result->lost.share() > 0);
  Measurement cell;
  note_witnesses(*result, cell);
  QCOMPARE(cell.condition, Condition::Disturbed);
  qInfo("lost %.2f, of the machine %.2f", result->lost.missed_s, result->lost.share());
}

PARETO_TEST(DisturbanceTest)
#include "tst_disturbance.moc"
