// SPDX-License-Identifier: GPL-3.0-or-later
// Two files of results: what became worse, and what may not be said.
#include "core/decide/monitor/monitor.h"
#include "core/decide/words/monitor_words.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace pareto;
using Says = Change::Kind;

namespace {

const std::string kProbe = "mamba2@probe";

void add(RunStore::Contents& contents, Measurement m, int rounds = 5) {
  m.weight_bytes = 1'000'000;
  if (m.state_bytes == 0)
    m.state_bytes = 4096;
  for (const Measurement& each : test::rounds(m, rounds))
    contents.results.push_back({1, each});
}

RunStore::Contents of(double decode_ms, double prefill_ms) {
  RunStore::Contents contents;
  add(contents, test::decode(kProbe, 1, 512, decode_ms));
  add(contents, test::prefill(kProbe, 1, 512, prefill_ms));
  return contents;
}

const Change* find(const Monitoring& found, Watched watched) {
  const auto at = std::find_if(found.changes.begin(), found.changes.end(),
                               [&](const Change& change) { return change.watched == watched; });
  return at == found.changes.end() ? nullptr : &*at;
}

Score score(double value, double half, Score::Task task = Score::Task::BitsPerByte) {
  Score score;
  score.model = kProbe;
  score.precision = "f16";
  score.task = task;
  score.context = 1024;
  score.value = value;
  score.ci95 = Interval{value - half, value + half};
  score.file = "own.txt";
  score.bytes = 5000;
  return score;
}

} // namespace

class TestMonitor : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void the_same_is_not_worse() {
    const Monitoring found = monitor(of(10, 100), of(10.2, 99));
    QCOMPARE(found.judged(), size_t(3));
    QCOMPARE(found.count(Says::Same), size_t(3));
    QVERIFY(found.gone.empty() && found.added.empty());
  }

  void half_again_as_slow_is_worse() {
    const Monitoring found = monitor(of(10, 100), of(15, 60));
    QCOMPARE(found.changes[0].kind, Says::Worse);
    QCOMPARE(found.changes[0].watched, Watched::DecodeTime);
    QVERIFY(found.changes[0].change->low > 1 && found.changes[0].change->high > 1.5);
    QVERIFY(found.changes[0].p < 0.04);
    QCOMPARE(find(found, Watched::PrefillTime)->kind, Says::Better);
    const std::string text = change_text(Voice(), found.changes[0]);
    QVERIFY2(text.find("worse, 15.0 ms, before 10.0 ms") != std::string::npos, text.c_str());
    QVERIFY(monitor_headline(Voice(), found).find("Of 3 compared, 1 became worse, 1 better; 1 show") == 0);
  }

  void a_byte_more_is_larger() {
    RunStore::Contents after;
    Measurement m = test::decode(kProbe, 1, 512, 10);
    m.state_bytes = 4097;
    add(after, m);
    const Monitoring found = monitor(of(10, 100), after);
    QCOMPARE(find(found, Watched::Memory)->kind, Says::Worse);
    QCOMPARE(found.gone.size(), size_t(1)); // the prompt
    QVERIFY(found.gone.front().find("prefill_ms 1 x 512") != std::string::npos);
  }

  void disturbed_and_preview_are_not_judged() {
    RunStore::Contents disturbed, preview;
    Measurement m = test::decode(kProbe, 1, 512, 30);
    m.condition = Condition::Disturbed;
    add(disturbed, m);
    const Change* change = nullptr;
    const Monitoring loud = monitor(of(10, 100), disturbed);
    change = find(loud, Watched::DecodeTime);
    QVERIFY(change && change->kind == Says::NotJudged && change->why == Change::Why::NotQuiet);
    add(preview, test::decode(kProbe, 1, 512, 30, true));
    const Monitoring early = monitor(of(10, 100), preview);
    change = find(early, Watched::DecodeTime);
    QVERIFY(change && change->why == Change::Why::NotQuiet);
    QVERIFY(change_text(Voice(), *change).find("not judged") != std::string::npos);
  }

  void another_device_is_another_thing() {
    RunStore::Contents before = of(10, 100), after = of(30, 300);
    for (RunStore::StoredResult& result : before.results)
      result.measurement.device_name = "one";
    for (RunStore::StoredResult& result : after.results)
      result.measurement.device_name = "another";
    const Monitoring found = monitor(before, after);
    QCOMPARE(found.judged(), size_t(0));
    QVERIFY(found.changes.front().why == Change::Why::OtherDevice);
    QVERIFY(monitor_headline(Voice(), found).find("Nothing could be compared") == 0);
  }

  void quality_by_its_interval_and_direction() {
    RunStore::Contents before, after;
    before.scores.push_back(score(1.00, 0.01));
    after.scores.push_back(score(1.10, 0.01)); // more bits a byte
    before.scores.push_back(score(0.90, 0.05, Score::Task::Lookup));
    after.scores.push_back(score(0.91, 0.05, Score::Task::Lookup));
    const Monitoring found = monitor(before, after);
    QCOMPARE(found.changes.size(), size_t(2));
    QVERIFY(found.changes[0].kind == Says::Worse && found.changes[0].test == "own:bits_per_byte@1024");
    QCOMPARE(found.changes[1].kind, Says::Same);
    RunStore::Contents other = after;
    for (Score& each : other.scores)
      each.file = "other.txt";
    QVERIFY(monitor(before, other).changes.front().why == Change::Why::OtherText);
  }

  /// The same model measured on two days that drift by 4 % each: of 200 pairs of files with 24 cells hardly any may say
  /// that something changed.
  void hardly_ever_wrong_where_nothing_changed() {
    std::mt19937 random(16);
    std::normal_distribution<double> drift(0, 0.04);
    int wrong = 0;
    constexpr int kPairs = 200;
    for (int pair = 0; pair < kPairs; ++pair) {
      RunStore::Contents files[2];
      for (RunStore::Contents& file : files)
        for (int cell = 0; cell < 24; ++cell)
          add(file, test::decode(kProbe, 1, 128 << (cell % 12), 10 * std::exp(drift(random))), 1);
      const Monitoring found = monitor(files[0], files[1]);
      wrong += found.count(Says::Worse) + found.count(Says::Better) > 0;
    }
    QVERIFY2(wrong <= kPairs / 20, qPrintable(QString::number(wrong)));
  }
};

PARETO_TEST(TestMonitor)
#include "tst_monitor.moc"
