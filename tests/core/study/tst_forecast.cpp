// SPDX-License-Identifier: GPL-3.0-or-later
// The time that is left, on a simulated clock: cells take what real ones of a 1.3 B study took, off the formulas by a
// factor of their model and kind, with noise, and come back disturbed as on a shared machine. No clock of the machine.
#include "core/study/forecast.h"
#include "tests/support/program.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <numeric>
#include <random>

using namespace pareto;

namespace {

/// A machine whose cells take another time than the formulas say. Other programs run on it in bursts that `disturb`
/// this share of its cells: those take longer, and are measured once more at the end of their round.
class Simulation {
public:
  Simulation(unsigned seed, const Study& study, double disturb = 0)
      : m_study(study), m_random(seed), m_disturb(disturb) {}

  /// Seconds shown and seconds that were really left, at each cell of all rounds.
  struct Point {
    double at, shown, left;
  };
  std::vector<Point> run(int rounds) {
    std::vector<std::pair<double, double>> said; // clock, shown
    double clock = 0;
    for (int round = 0; round < rounds; ++round) {
      std::vector<PlannedWork> work = work_of(round);
      const std::vector<PlannedWork> next = work_of(round + 1);
      const size_t planned = work.size();
      m_doubtful.clear();
      for (size_t i = 0; i < work.size(); ++i) {
        const double left =
            left_of(std::span(work).subspan(i), i < planned ? planned : 0) +
            (rounds - round - 1) * (m_forecast.left(next, all()) + m_forecast.repeats({}, next, next.size()));
        said.emplace_back(clock, m_forecast.shown(left, clock));
        clock += load(work[i]);
        clock += take(work[i]);
        if (i < planned)
          m_forecast.judged(m_doubtful.count(work[i].cell.key) > 0);
        if (i + 1 == planned)
          for (const auto& [key, each] : m_doubtful)
            if (work.size() < planned + most_repeats(planned))
              work.push_back(each);
      }
    }
    std::vector<Point> points;
    for (const auto& [at, shown] : said)
      points.push_back({at, shown, clock - at});
    return points;
  }

private:
  static constexpr int64_t kWeights = 2'600'000'000;

  std::vector<PlannedWork> work_of(int round) {
    std::vector<PlannedWork> work;
    for (PlannedCell& cell : plan_round(m_study, round)) {
      if (cell.key.kind == CellKey::Kind::Prefill)
        cell.how = cell.key.prompt_tokens * cell.key.batch > 512 ? Reading::Slices : Reading::Whole;
      const MeasureOptions options = options_of(m_study, cell);
      work.push_back({cell, options, repeated_seconds(options, formula(cell)) + fill(cell), kWeights});
    }
    return work;
  }
  std::set<std::pair<std::string, std::string>> all() const {
    std::set<std::pair<std::string, std::string>> all;
    for (const std::string& model : m_study.models)
      all.insert({model, "cpu"});
    return all;
  }

  double left_of(std::span<const PlannedWork> work, size_t planned) const {
    std::vector<PlannedWork> doubtful;
    for (const auto& [key, each] : m_doubtful)
      doubtful.push_back(each);
    return m_forecast.left(work, m_loaded) + (planned > 0 ? m_forecast.repeats(doubtful, work, planned) : 0);
  }

  static double formula(const PlannedCell& cell) {
    if (cell.key.kind == CellKey::Kind::Prefill)
      return cell.how == Reading::Slices ? (cell.preview ? 2 * 2.1 : 3 * 4.2) : 0.011 * double(cell.key.prompt_tokens);
    return 0.17 + 1e-5 * double(cell.key.batch * cell.key.context);
  }
  static double fill(const PlannedCell& cell) {
    return double(cell.key.batch) * double(cell.key.context + cell.key.prompt_tokens) * 2e5 / 2e9;
  }

  double noise(double spread) { return std::exp(std::normal_distribution<>(0, spread)(m_random)); }

  double load(const PlannedWork& work) {
    if (!m_loaded.insert({work.cell.key.model, work.cell.key.device}).second)
      return 0;
    const double seconds = 3.1 * noise(0.1);
    m_forecast.loaded(work.weight_bytes, seconds);
    return seconds;
  }

  /// Models reach another share of the machine, by kind; decode stops early where its interval is narrow.
  double take(const PlannedWork& work) {
    const CellKey& key = work.cell.key;
    const bool decode = key.kind == CellKey::Kind::Decode;
    double& factor = m_factors[{decode, key.model}];
    if (factor == 0)
      factor = (decode ? 1.3 : 0.8) * noise(0.25);
    const double one = formula(work.cell) * factor * noise(0.03), beside = fill(work.cell) * 0.7 + 0.2;
    const bool narrow = decode && work.options.rules.most > work.options.rules.least && m_random() % 2 == 0;
    const double sampled = narrow ? work.options.rules.least * one
                                  : repeated_seconds(work.options, one) - work.options.rules.warm_up * one;
    Measurement m;
    m.key = key;
    m.samples_ms.assign(static_cast<size_t>(std::max(1.0, std::round(sampled / one))), 1e3 * one);
    const bool disturbed = is_busy();
    for (const double ms : m.samples_ms)
      m.repetitions.push_back({ms, {}, true});
    m.condition = disturbed ? Condition::Disturbed : Condition::Quiet;
    if (disturbed)
      m.repetitions.push_back({1e3 * std::max(one, work.options.rules.repeat_seconds), {}, false});
    const double seconds = beside + one * (work.options.rules.warm_up + double(m.samples_ms.size())) +
                           (disturbed ? m.repetitions.back().ms / 1e3 : 0);
    if (disturbed)
      m_doubtful.insert_or_assign(key, work);
    else
      m_doubtful.erase(key);
    m_forecast.took(work, seconds, &m);
    return seconds;
  }

  /// Bursts of four cells on average.
  bool is_busy() {
    constexpr double kGoesOn = 0.75;
    if (m_disturb == 0)
      return false;
    const double begins = (1 - kGoesOn) * m_disturb / (1 - m_disturb);
    return m_busy = std::uniform_real_distribution<>(0, 1)(m_random) < (m_busy ? kGoesOn : begins);
  }

  const Study& m_study;
  std::mt19937 m_random;
  const double m_disturb;
  bool m_busy = false;
  std::map<CellKey, PlannedWork> m_doubtful;
  Forecast m_forecast;
  std::set<std::pair<std::string, std::string>> m_loaded;
  std::map<std::pair<bool, std::string>, double> m_factors;
};

} // namespace

class TestForecast : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void error_is_small_after_a_quarter_data();
  void error_is_small_after_a_quarter();
  void what_is_shown_falls_steadily();
  void a_cell_that_was_measured_takes_as_long_again();
  void the_last_quiet_turn_counts();
  void failed_cells_teach_what_they_cost();
  void what_came_back_doubtful_is_foreseen_once_more();
  void a_kind_that_was_not_seen_does_as_the_nearest();
};

void TestForecast::error_is_small_after_a_quarter_data() {
  QTest::addColumn<int>("rounds");
  QTest::addColumn<double>("disturb");
  for (const double disturb : {0.0, 0.1, 0.3})
    for (const int rounds : {1, 2, 5})
      QTest::newRow(qPrintable(QString("%1 rounds, %2 of the cells disturbed").arg(rounds).arg(disturb)))
          << rounds << disturb;
}

/// Within 25 % of what is left, or 3 % of all of it where little is left, at 95 of 100 moments of 200 runs of a quiet
/// machine. Bursts that are still to come nobody knows: where there are some, at two of three moments, and what is
/// shown is right on average, within a tenth where there are several rounds, and a quarter where there is one alone.
void TestForecast::error_is_small_after_a_quarter() {
  QFETCH(int, rounds);
  QFETCH(double, disturb);
  const Study study = quick_look();
  size_t points = 0, off = 0;
  double worst_at_a_quarter = 0, sum_at_a_quarter = 0, signed_at_a_quarter = 0;
  const unsigned runs = disturb > 0 ? 100 : 200;
  for (unsigned seed = 0; seed < runs; ++seed) {
    const auto run = Simulation(seed, study, disturb).run(rounds);
    const double total = run.front().left;
    bool first = true;
    for (const auto& point : run) {
      if (point.at < total / 4)
        continue;
      const double error = std::abs(point.shown - point.left);
      if (first) {
        worst_at_a_quarter = std::max(worst_at_a_quarter, error / point.left);
        sum_at_a_quarter += error / point.left;
        signed_at_a_quarter += (point.shown - point.left) / point.left;
      }
      first = false;
      ++points;
      off += error > std::max(0.25 * point.left, 0.03 * total);
    }
  }
  qInfo("%d rounds: %.1f %% of the moments after the first quarter are off; at a quarter %.0f %% on average, %+.0f %% "
        "with its sign, %.0f %% at worst",
        rounds, 100.0 * double(off) / double(points), 100 * sum_at_a_quarter / runs, 100 * signed_at_a_quarter / runs,
        100 * worst_at_a_quarter);
  QVERIFY2((disturb > 0 ? 3 : 20) * off <= points, qPrintable(QString("%1 of %2").arg(off).arg(points)));
  QVERIFY(std::abs(signed_at_a_quarter / runs) <= (rounds == 1 ? 0.25 : 0.1));
}

void TestForecast::what_is_shown_falls_steadily() {
  const Study study = quick_look();
  for (unsigned seed = 0; seed < 50; ++seed) {
    const auto run = Simulation(seed, study).run(2);
    for (size_t i = 1; i < run.size(); ++i) {
      if (run[i].at < run.front().left / 4)
        continue;
      const double passed = run[i].at - run[i - 1].at,
                   bound = std::max(0.0, run[i - 1].shown - passed) + 0.1 * run[i - 1].shown + 1;
      QVERIFY2(run[i].shown <= bound, qPrintable(QString("%1 after %2").arg(run[i].shown).arg(run[i - 1].shown)));
    }
  }
  Forecast forecast;
  QCOMPARE(forecast.shown(100, 0), 100.0);
  QCOMPARE(forecast.shown(105, 10), 100.0); // 90, and a tenth of what was shown
  QCOMPARE(forecast.shown(50, 20), 70.0);   // half way to the better news
  QCOMPARE(forecast.shown(360, 30), 160.0); // 60, and a third of the 300 that are missing
  forecast.start_over();
  QCOMPARE(forecast.shown(1'000, 30), 1'000.0);
}

void TestForecast::a_cell_that_was_measured_takes_as_long_again() {
  PlannedWork work;
  work.cell.key.model = "a";
  work.options.rules.least = 5;
  work.options.rules.budget_seconds = 1;
  work.formula_s = 100;
  Forecast forecast;
  Measurement m;
  m.key = work.cell.key;
  m.samples_ms = std::vector<double>(9, 400.0);
  forecast.took(work, 9 * 0.4 + 0.4 + 3, &m); // and three seconds beside them
  QVERIFY(std::abs(forecast.seconds_of(work) - (3 + 0.4 + 5 * 0.4)) < 1e-9);
  work.options.rules.budget_seconds = 20;
  QVERIFY(std::abs(forecast.seconds_of(work) - (3 + 0.4 + 20)) < 1e-9);
  work.cell.key.model = "b"; // of which nothing is known but how formulas did
  QVERIFY(std::abs(forecast.seconds_of(work) - 7) < 1e-9);
  const std::vector<PlannedWork> two{work, work};
  QVERIFY(std::abs(forecast.left(two, {{"b", "cpu"}}) - 14) < 1e-9);
  forecast.loaded(500'000'000, 4);
  for (PlannedWork each : two)
    QVERIFY(std::abs(forecast.left(std::vector{each, each}, {}) - 14) < 1e-9); // no weights, nothing to load
}

/// A disturbed turn may have taken slices at thrice as many depths; the next one will not.
void TestForecast::the_last_quiet_turn_counts() {
  PlannedWork work;
  work.cell.key.kind = CellKey::Kind::Prefill;
  work.cell.how = Reading::Slices;
  work.options.rules.least = work.options.rules.most = 1;
  work.options.rules.warm_up = 0;
  work.formula_s = 9;
  const auto turn = [](Condition condition, size_t slices) {
    Measurement m;
    m.condition = condition;
    for (size_t i = 0; i < slices; ++i)
      m.slices.push_back({static_cast<int64_t>(i), 256, {3'000}});
    m.samples_ms = {1};
    return m;
  };
  Forecast forecast;
  const Measurement disturbed = turn(Condition::Disturbed, 9), quiet = turn(Condition::Quiet, 3);
  forecast.took(work, 27, &disturbed);
  QCOMPARE(forecast.seconds_of(work), 27.0);
  forecast.took(work, 9, &quiet);
  QCOMPARE(forecast.seconds_of(work), 9.0); // and the disturbed one teaches nothing about quiet ones
  forecast.took(work, 27, &disturbed);
  PlannedWork other = work;
  other.cell.key.prompt_tokens = 7;
  for (int i = 0; i < 9; ++i)
    forecast.took(other, 9, &quiet);
  QVERIFY(forecast.seconds_of(work) < 13); // one of nine took thrice as long
}

void TestForecast::failed_cells_teach_what_they_cost() {
  PlannedWork work;
  work.formula_s = 100;
  Forecast forecast;
  forecast.took(work, 0.5, nullptr);
  QCOMPARE(forecast.seconds_of(work), 0.5);
  work.cell.key.context = 7;
  QVERIFY(forecast.seconds_of(work) > 50); // another one may go well
}

void TestForecast::what_came_back_doubtful_is_foreseen_once_more() {
  std::vector<PlannedWork> work(8);
  for (size_t i = 0; i < work.size(); ++i) {
    work[i].cell.key.context = static_cast<int64_t>(i);
    work[i].formula_s = 10; // 15 seconds each, before anything was measured
  }
  Forecast forecast;
  const auto all = std::span<const PlannedWork>(work);
  QCOMPARE(forecast.repeats({}, all, 8), 0.0); // nothing speaks against a quiet machine yet
  QCOMPARE(forecast.repeats(all.first(2), {}, 8), 30.0);
  QCOMPARE(forecast.repeats(all, {}, 8), 60.0);          // at most half of a round
  QCOMPARE(forecast.repeats(all.first(1), {}, 1), 15.0); // and at least one
  for (int i = 0; i < 4; ++i)
    forecast.judged(i % 2 == 0);
  // Half of four, and two quiet ones beside them; what was earlier counts a little less.
  const double share = forecast.repeats({}, all.first(4), 8) / 60;
  QVERIFY2(share > 0.3 && share < 1.0 / 3, qPrintable(QString::number(share)));
  for (int i = 0; i < 200; ++i)
    forecast.judged(false);
  QVERIFY(forecast.repeats({}, all.first(4), 8) < 0.1); // it has become quiet
}

void TestForecast::a_kind_that_was_not_seen_does_as_the_nearest() {
  const auto work = [](CellKey::Kind kind, Reading how, int64_t tokens) {
    PlannedWork one;
    one.cell.key.kind = kind;
    one.cell.key.prompt_tokens = tokens;
    one.cell.how = how;
    one.formula_s = 10;
    return one;
  };
  Measurement m;
  m.samples_ms = {1};
  Forecast forecast;
  forecast.took(work(CellKey::Kind::Decode, Reading::Whole, 0), 40, &m);
  QCOMPARE(forecast.seconds_of(work(CellKey::Kind::Prefill, Reading::Whole, 64)), 40.0); // all that is known
  forecast.took(work(CellKey::Kind::Prefill, Reading::Slices, 4'096), 5, &m);
  QCOMPARE(forecast.seconds_of(work(CellKey::Kind::Prefill, Reading::Whole, 64)), 5.0);
}

PARETO_TEST(TestForecast)
#include "tst_forecast.moc"
