// SPDX-License-Identifier: GPL-3.0-or-later
// A stored value measured again: what agrees, what does not, and what nobody can judge.
#include "core/measure/device_calibration.h"
#include "core/numeric/difference.h"
#include "core/numeric/statistics.h"
#include "core/study/plan.h"
#include "core/study/reproduce.h"
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <array>
#include <cmath>
#include <random>

using namespace pareto;

namespace {

using Outcome = Reproduction::Outcome;

CellKey decode_key(int64_t context = 16) {
  CellKey key;
  key.model = "mamba2@probe";
  key.context = context;
  return key;
}

Measurement value(double ms, double half_width = 0.1, int n = 20) {
  Measurement m;
  m.key = decode_key();
  m.fingerprint = "0123";
  m.device_name = "a CPU";
  m.tpot_ms = Estimate{ms, Interval{ms - half_width, ms + half_width}, n};
  return m;
}

Measurement preview(double ms) {
  Measurement m = value(ms);
  m.preview = true;
  m.tpot_ms->ci95.reset();
  return m;
}

Measurement in_condition(Condition condition) {
  Measurement m = value(10);
  m.condition = condition;
  m.lost_to = "other programs";
  return m;
}

Study small_study() {
  Study study;
  study.models = {"mamba2@probe"};
  study.precision = "f32";
  study.contexts = {16};
  study.quick = false;
  study.seconds_per_cell = 0.2;
  return study;
}

Result<Measurement> measured(const CellKey& key) {
  PARETO_TRY_ASSIGN(opened, open_model(key.model));
  PARETO_TRY_ASSIGN(executor, make_executor(key.device));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*executor, opened, {}));
  PARETO_TRY_ASSIGN(calibration, calibration_of(key.device));
  return measure_cell(*model, key, options_of(small_study(), PlannedCell{key}), calibration);
}

} // namespace

class ReproduceTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { qputenv("XDG_CACHE_HOME", m_folder.path().toUtf8()); }

  void names_of_values_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("run");
    QTest::addColumn<int>("row");
    QTest::newRow("first") << "1:1" << 1 << 1;
    QTest::newRow("later") << "12:345" << 12 << 345;
    for (const char* wrong : {"", "1", ":", "1:", ":1", "0:1", "1:0", "-1:1", "1:-1", "1:1:1", "1:1 ", " 1:1", "a:b",
                              "1.5:1", "99999999999999999999:1"})
      QTest::newRow(*wrong ? wrong : "nothing") << wrong << 0 << 0;
  }
  void names_of_values() {
    QFETCH(QString, text);
    QFETCH(int, run);
    QFETCH(int, row);
    const auto cell = parse_stored_cell(text.toStdString());
    QCOMPARE(cell.has_value(), run > 0);
    if (cell)
      QVERIFY(cell->run == run && cell->row == row);
    else
      REQUIRE_REFUSED(cell, "RUN:CELL");
  }

  void what_agrees() {
    QVERIFY(compare(value(10), value(10.1)).outcome == Outcome::Agree);
    QVERIFY(compare(value(10, 2), value(13, 2)).outcome == Outcome::Agree);       // as wide as they are
    QVERIFY(compare(value(10, 0.01), value(12, 0.01)).outcome == Outcome::Agree); // closer than two moments may be
    QVERIFY(compare(value(10, 0.01), value(13, 0.01)).outcome == Outcome::Disagree);
    QVERIFY(compare(value(13, 0.01), value(10, 0.01)).outcome == Outcome::Disagree);
    QVERIFY(compare(value(10), value(20)).outcome == Outcome::Disagree);
    const Reproduction twice = compare(value(10), value(20));
    QCOMPARE(*twice.ratio, 2.0);
    QVERIFY(twice.why.empty());
    QCOMPARE(twice.before.tpot_ms->value, 10.0);
    QCOMPARE(twice.now.tpot_ms->value, 20.0);
  }

  void few_samples_are_compared_by_their_own_interval() {
    Measurement few = value(10), fewer = value(10);
    few.tpot_ms->ci95.reset();
    fewer.tpot_ms->ci95.reset();
    few.samples_ms = {9.8, 9.9, 10, 10, 10.1, 10.2};
    fewer.samples_ms = {10, 10.1};
    QVERIFY(compare(value(10), few).outcome == Outcome::Agree);
    QVERIFY(compare(value(20), few).outcome == Outcome::Disagree);
    few.samples_ms = {9.8, 9.9, 10, 10.1, 10.2};
    QVERIFY(compare(value(10.5), few).outcome == Outcome::Agree);
    QVERIFY(compare(value(13), few).outcome == Outcome::Disagree);
    QVERIFY(compare(value(10), fewer).outcome == Outcome::NotJudged);
    fewer.samples_ms = {9.9, 10, 10.1};
    QVERIFY(compare(value(10.5), fewer).outcome == Outcome::Agree);
    QVERIFY(compare(value(14), fewer).outcome == Outcome::Disagree);
  }

  /// Of the median, as everywhere: not how far one of them may lie, with which half as much again would agree.
  void three_and_four_are_as_sure_as_their_median() {
    Measurement few = value(10);
    few.tpot_ms->ci95.reset();
    for (const std::vector<double>& taken : {std::vector{9.2, 10.0, 10.8}, {8.8, 9.6, 10.4, 11.2}}) {
      few.samples_ms = taken;
      QVERIFY(compare(value(12.5), few).outcome == Outcome::Agree);
      QVERIFY(compare(value(15), few).outcome == Outcome::Disagree);
      QVERIFY(compare(few, value(15)).outcome == Outcome::Disagree);
    }
  }

  /// Turns of one cell on a machine that drifts as far as is assumed, with samples that remember the one before.
  void the_same_value_in_few_samples_agrees_data() {
    QTest::addColumn<int>("taken");
    for (const int taken : {3, 4, 5})
      QTest::addRow("%d", taken) << taken;
  }
  void the_same_value_in_few_samples_agrees() {
    QFETCH(int, taken);
    std::mt19937 random(3);
    std::normal_distribution<double> normal(0, 1);
    const auto turn = [&](int samples) {
      Measurement m = value(0);
      const double level = kUnseenDrift * normal(random);
      double along = 0;
      for (int i = 0; i < samples; ++i) {
        along = 0.4 * along + 0.03 * normal(random);
        m.samples_ms.push_back(10 * std::exp(level + along));
      }
      m.tpot_ms = estimate_median(m.samples_ms);
      return m;
    };
    constexpr int kTurns = 2'000;
    int wrong = 0;
    for (int i = 0; i < kTurns; ++i)
      wrong += compare(turn(20), turn(taken)).outcome == Outcome::Disagree;
    qInfo("%d of %d turns of the same value disagree", wrong, kTurns);
    QVERIFY2(wrong <= kTurns / 20, qPrintable(QString::number(wrong)));
  }

  /// Where two values differ as the machine itself does, a host that changed its clock may be why; nothing is scaled.
  void another_pace_of_the_machine_is_not_comparable() {
    const auto at_pace = [](Measurement m, double share) {
      m.bytes_per_token = 1e9;
      m.flops_per_token = 1e9;
      m.pace = Pace{{12.5e9 * share, 100e9 * share}, {12.5e9 * share, 100e9 * share}};
      return m;
    };
    const Reproduction slower = compare(at_pace(value(10), 1), at_pace(value(20), 0.5));
    QVERIFY(slower.outcome == Outcome::NotComparable);
    QVERIFY(std::abs(*slower.machine_ratio - 0.5) < 1e-9 && std::abs(*slower.ratio - 2) < 1e-9);
    QCOMPARE(slower.why,
             std::string("The machine itself runs at 0.50 of what it did (it read 12.5 GB/s then and 6.2 now, and "
                         "computed 100 GFLOP/s then and 50 now): 10 ms then and 20 ms now are not comparable."));
    QVERIFY(compare(at_pace(value(20), 0.5), at_pace(value(10), 1)).outcome == Outcome::NotComparable);
    QVERIFY(compare(at_pace(value(10), 1), at_pace(value(10), 0.5)).outcome == Outcome::Agree);     // a look is short
    QVERIFY(compare(at_pace(value(10), 1), at_pace(value(20), 1.25)).outcome == Outcome::Disagree); // against it
    QVERIFY(compare(at_pace(value(10), 1), at_pace(value(10.5), 0.95)).outcome == Outcome::Agree);
    QVERIFY(compare(at_pace(value(10), 1), at_pace(value(20), 0.95)).outcome == Outcome::Disagree);
    QVERIFY(compare(value(10), at_pace(value(10), 0.5)).outcome == Outcome::Agree); // stored before anybody looked
  }

  /// Rounds that refine take two samples of each slice: two sums, and yet an interval.
  void a_prompt_in_slices_is_compared_by_its_slices() {
    const auto sliced = [](double factor) {
      Measurement m = value(0);
      m.key.kind = CellKey::Kind::Prefill;
      m.key.prompt_tokens = 2'048;
      m.tpot_ms.reset();
      m.how = Reading::Slices;
      for (const int64_t depth : {0, 512, 1'536})
        m.slices.push_back({depth, 512, {100 * factor, 101 * factor}});
      m.samples_ms = {400 * factor, 404 * factor};
      m.ttft_ms = Estimate{402 * factor, std::nullopt, 2};
      return m;
    };
    QVERIFY(compare(sliced(1), sliced(1.05)).outcome == Outcome::Agree);
    QVERIFY(compare(sliced(1), sliced(1.5)).outcome == Outcome::Disagree);
    Measurement once = sliced(1);
    for (Slice& slice : once.slices)
      slice.samples_ms.resize(1);
    QVERIFY(compare(sliced(1), once).outcome == Outcome::NotJudged);
    QVERIFY(compare(once, sliced(1)).outcome == Outcome::NotJudged);
    // A turn that read each slice once is as sure as the turns of its run are alike.
    const std::array alike{395.0, 402.0, 409.0}, apart{250.0, 402.0, 640.0};
    QVERIFY(compare(once, sliced(1.05), alike).outcome == Outcome::Agree);
    QVERIFY(compare(once, sliced(1.5), alike).outcome == Outcome::Disagree);
    QVERIFY(compare(once, sliced(1.5), apart).outcome == Outcome::Agree);
    QVERIFY(compare(once, sliced(1), std::span(alike).first(2)).outcome == Outcome::NotJudged);
  }

  void prefill_is_compared_by_its_own_time() {
    Measurement before = value(10);
    before.key.kind = CellKey::Kind::Prefill;
    before.ttft_ms = before.tpot_ms;
    before.tpot_ms.reset();
    QVERIFY(compare(before, before).outcome == Outcome::Agree);
  }

  void what_cannot_be_judged_says_why() {
    Measurement elsewhere = value(10), old = value(10), nothing = value(10);
    elsewhere.device_name = "another CPU";
    old.fingerprint.clear();
    nothing.tpot_ms.reset();
    for (const auto& [before, now, why] :
         {std::tuple{preview(10), value(10), "The stored value is a preview"},
          {value(10), preview(10), "The new value is a preview"},
          {in_condition(Condition::Disturbed), value(10), "The stored value was disturbed (other programs)"},
          {value(10), in_condition(Condition::Disturbed), "The new value was disturbed (other programs)"},
          {in_condition(Condition::Suspect), value(10), "The stored value is suspect"},
          {elsewhere, value(10), "another machine (another CPU; this is a CPU)"},
          {old, value(10), "fingerprints"},
          {value(10), nothing, "The new value is a preview"}}) {
      const Reproduction result = compare(before, now);
      QVERIFY(result.outcome == Outcome::NotJudged);
      QVERIFY2(result.why.find(why) != std::string::npos, result.why.c_str());
    }
  }

  void every_outcome_has_a_name() {
    QCOMPARE(std::string(to_string(Outcome::Agree)), std::string("agree"));
    QCOMPARE(std::string(to_string(Outcome::Disagree)), std::string("disagree"));
    QCOMPARE(std::string(to_string(Outcome::NotComparable)), std::string("not_comparable"));
    QCOMPARE(std::string(to_string(Outcome::NotJudged)), std::string("not_judged"));
  }

  /// Of one process and the next minute: within a factor that no machine's mood explains, or said to be disturbed.
  void a_value_agrees_with_itself() {
    const auto before = measured(decode_key());
    REQUIRE(before);
    const StoredCell cell = stored(*before);
    const auto result = reproduce(store(), cell);
    REQUIRE(result);
    QVERIFY(result->ratio && result->before.key == result->now.key);
    const bool disturbed =
        result->before.condition == Condition::Disturbed || result->now.condition == Condition::Disturbed;
    QVERIFY(disturbed || (*result->ratio > 0.2 && *result->ratio < 5));
    QCOMPARE(result->outcome == Outcome::NotJudged, !result->why.empty());
    QCOMPARE(result->now.fingerprint, before->fingerprint);
    QVERIFY(result->now.repetitions.size() >= 10 || disturbed); // by the study's rules
  }

  void a_changed_model_is_refused() {
    auto before = measured(decode_key());
    REQUIRE(before);
    before->fingerprint = "fedcba98765432100123456789abcdef";
    REQUIRE_REFUSED(reproduce(store(), stored(*before)), "is not the model that was measured any more");
  }

  void what_is_not_there_is_refused() {
    REQUIRE_REFUSED(reproduce(test::inside(m_folder, "none.sqlite"), {1, 1}), "none.sqlite");
    Measurement ended = value(10);
    ended.error = "It did not fit.";
    ended.source = Source::Missing;
    const StoredCell cell = stored(ended);
    REQUIRE_REFUSED(reproduce(store(), cell), "was not measured: It did not fit.");
    REQUIRE_REFUSED(reproduce(store(), {cell.run, cell.row + 1}), "There is no value");
    REQUIRE_REFUSED(reproduce(store(), {cell.run + 1, cell.row}), "There is no value");
  }

private:
  std::string store() const { return test::inside(m_folder, "results.sqlite"); }
  StoredCell stored(const Measurement& measurement) const {
    auto opened = RunStore::open(store());
    if (!opened)
      return {};
    const auto run = (*opened)->begin_run(small_study(), "{}");
    const auto row = run ? (*opened)->append(*run, measurement) : run;
    return row ? StoredCell{*run, *row} : StoredCell{};
  }
  QTemporaryDir m_folder;
};

PARETO_TEST(ReproduceTest)
#include "tst_reproduce.moc"
