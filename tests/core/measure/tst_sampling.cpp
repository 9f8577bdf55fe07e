// SPDX-License-Identifier: GPL-3.0-or-later
// The sampling rules, and R18: what the intervals promise, on simulated series whose true median is known. No clock is
// involved in the simulations: the time used is the sum of the simulated samples.
#include "core/measure/sampling.h"
#include "core/numeric/statistics.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace pareto;

namespace {

/// exp(sigma z) with z a stationary AR(1) series: skewed as times are, true median 1.
class SkewedSeries {
public:
  SkewedSeries(uint64_t seed, double rho, double sigma)
      : m_random(seed), m_rho(rho), m_sigma(sigma), m_z(m_normal(m_random)) {}
  double next() {
    m_z = m_rho * m_z + std::sqrt(1 - m_rho * m_rho) * m_normal(m_random);
    return std::exp(m_sigma * m_z);
  }

private:
  std::mt19937_64 m_random;
  std::normal_distribution<double> m_normal;
  double m_rho, m_sigma, m_z;
};

constexpr double kTrueMedian = 1;

bool covers(const std::vector<double>& samples) {
  const auto interval = median_interval(samples);
  return interval && interval->low <= kTrueMedian && kTrueMedian <= interval->high;
}

/// One run of the real stopping rule; `unit` is the seconds a sample of value 1 stands for.
std::vector<double> sampled(SkewedSeries series, const SamplingRules& rules, double unit) {
  std::vector<double> samples;
  double used = 0;
  while (!enough(rules, samples, used)) {
    samples.push_back(series.next());
    used += samples.back() * unit;
  }
  return samples;
}

int simulations(int usual, int thorough = 10'000) { return test::deep(usual, thorough); }

} // namespace

class TestSampling : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void warm_up_is_thrown_away();
  void prepare_runs_before_each_and_is_not_timed();
  void at_least_then_at_most();
  void budget_ends_it();
  void quiet_series_stop_early();
  void one_lucky_look_is_not_enough();
  void cancel_keeps_what_was_measured();
  void failure_is_passed_on();
  void R18_the_interval_covers_94_to_96_percent_in_10000_simulations_data();
  void R18_the_interval_covers_94_to_96_percent_in_10000_simulations();
  void R18_fixed_count_covers_in_10000_simulations_data();
  void R18_fixed_count_covers_in_10000_simulations();
  void R18_stopping_rule_covers_in_10000_simulations_data();
  void R18_stopping_rule_covers_in_10000_simulations();
  void R18_same_against_same_shows_no_difference_in_10000_pairs_data();
  void R18_same_against_same_shows_no_difference_in_10000_pairs();
};

void TestSampling::warm_up_is_thrown_away() {
  SamplingRules rules;
  rules.warm_up = 3;
  rules.least = rules.most = 5;
  int calls = 0;
  const auto sampled = sample(rules,
                              {[&]() -> Status {
                                 ++calls;
                                 return {};
                               },
                               {},
                               {}},
                              {});
  QVERIFY(sampled);
  QCOMPARE(calls, 8);
  QCOMPARE(sampled->seconds().size(), size_t{5});
}

void TestSampling::prepare_runs_before_each_and_is_not_timed() {
  SamplingRules rules;
  rules.warm_up = 2;
  rules.least = rules.most = 4;
  int prepared = 0, out_of_order = 0, calls = 0;
  const auto prepare = [&]() -> Status {
    ++prepared;
    QTest::qSleep(20);
    return {};
  };
  const auto once = [&]() -> Status {
    out_of_order += prepared != ++calls;
    return {};
  };
  const auto sampled = sample(rules, {once, prepare, {}}, {});
  QVERIFY(sampled);
  QCOMPARE(prepared, 6);
  QCOMPARE(out_of_order, 0);
  QVERIFY(median(sampled->seconds()) < 0.010); // the 20 ms of each preparation are in none
}

void TestSampling::at_least_then_at_most() {
  SamplingRules rules;
  rules.least = 10;
  rules.most = 20;
  rules.budget_seconds = 1e9;
  std::vector<double> wild; // never narrow
  for (int i = 0; i < 20; ++i) {
    QVERIFY2(!enough(rules, wild, 0), qPrintable(QString::number(i)));
    wild.push_back(i % 2 == 0 ? 1 : 100);
  }
  QVERIFY(enough(rules, wild, 0));
}

void TestSampling::budget_ends_it() {
  SamplingRules rules;
  rules.budget_seconds = 3;
  const std::vector<double> wild{1, 100, 1, 100, 1, 100, 1, 100, 1, 100, 1};
  QVERIFY(!enough(rules, wild, 2.999));
  QVERIFY(enough(rules, wild, 3));
  QVERIFY(!enough(rules, std::vector<double>(9, 1.0), 3)); // the least number comes before the budget
}

void TestSampling::quiet_series_stop_early() {
  SamplingRules rules;
  rules.budget_seconds = 1e9;
  const auto samples = sampled(SkewedSeries(1, 0, 0.005), rules, 1);
  QVERIFY2(samples.size() <= 22, qPrintable(QString::number(samples.size())));
}

void TestSampling::one_lucky_look_is_not_enough() {
  SamplingRules rules;
  rules.budget_seconds = 1e9;
  std::vector<double> samples(10, 1.0); // ten equal values: as narrow as it gets, and still only one look
  QVERIFY(!enough(rules, samples, 0));
  samples.resize(15, 1.0);
  QVERIFY(enough(rules, samples, 0));
}

void TestSampling::cancel_keeps_what_was_measured() {
  SamplingRules rules;
  rules.budget_seconds = 1e9;
  int calls = 0;
  const auto sampled = sample(rules,
                              {[&]() -> Status {
                                 ++calls;
                                 return {};
                               },
                               {},
                               [&] { return calls >= 4; }},
                              {});
  QVERIFY(sampled);
  QCOMPARE(sampled->seconds().size(), size_t{3}); // and one warm-up
  QVERIFY(!sampled->disturbed);
}

void TestSampling::failure_is_passed_on() {
  const auto failing = [calls = 0]() mutable -> Status {
    if (++calls == 3)
      return fail(ErrorCode::Internal, "The third step broke.");
    return {};
  };
  const auto sampled = sample({}, {failing, {}, {}}, {});
  QVERIFY(!sampled);
  QCOMPARE(sampled.error().message, std::string("The third step broke."));
  const auto unprepared =
      sample({}, {[]() -> Status { return {}; }, []() -> Status { return fail(ErrorCode::Io, "No."); }, {}}, {});
  QVERIFY(!unprepared);
}

void TestSampling::R18_the_interval_covers_94_to_96_percent_in_10000_simulations_data() {
  QTest::addColumn<double>("sigma");
  QTest::addColumn<int>("count");
  for (double sigma : {0.05, 0.3, 1.0}) // from nearly symmetric to very skewed
    for (int count : {10, 12, 16, 20, 30, 50, 100, 300})
      QTest::addRow("sigma %.2f n %d", sigma, count) << sigma << count;
}

/// The interval itself, of samples that are known to be independent. Where that has to be found out it is wider on
/// purpose (next two tests): believing a low estimate of the correlation would make it too narrow.
void TestSampling::R18_the_interval_covers_94_to_96_percent_in_10000_simulations() {
  QFETCH(double, sigma);
  QFETCH(int, count);
  const int runs = simulations(2000);
  int hits = 0;
  for (int run = 0; run < runs; ++run) {
    SkewedSeries series(static_cast<uint64_t>(run) * 15485863 + static_cast<uint64_t>(count), 0, sigma);
    std::vector<double> samples;
    for (int i = 0; i < count; ++i)
      samples.push_back(series.next());
    const auto interval = median_interval(samples, count);
    hits += interval && interval->low <= kTrueMedian && kTrueMedian <= interval->high;
  }
  const double coverage = static_cast<double>(hits) / runs, luck = test::deep(5, 0) * 1e-3;
  QVERIFY2(coverage >= 0.94 - luck && coverage <= 0.96 + luck, qPrintable(QString::number(coverage)));
}

void TestSampling::R18_fixed_count_covers_in_10000_simulations_data() {
  QTest::addColumn<double>("rho");
  QTest::addColumn<int>("count");
  for (double rho : {0.0, 0.3, 0.6})
    for (int count : {10, 12, 16, 20, 30, 50, 100, 300})
      QTest::addRow("rho %.1f n %d", rho, count) << rho << count;
}

void TestSampling::R18_fixed_count_covers_in_10000_simulations() {
  QFETCH(double, rho);
  QFETCH(int, count);
  const int runs = simulations(count > 50 ? 1000 : 2000);
  const double least = test::deep(93, 94) * 0.01; // ten thousand leave less to luck
  int hits = 0;
  for (int run = 0; run < runs; ++run) {
    SkewedSeries series(static_cast<uint64_t>(run * 7919 + count), rho, 0.3);
    std::vector<double> samples;
    for (int i = 0; i < count; ++i)
      samples.push_back(series.next());
    hits += covers(samples);
  }
  const double coverage = static_cast<double>(hits) / runs;
  QVERIFY2(coverage >= least && coverage <= 0.98, qPrintable(QString::number(coverage)));
}

void TestSampling::R18_stopping_rule_covers_in_10000_simulations_data() {
  QTest::addColumn<double>("rho");
  QTest::addColumn<double>("sigma");
  QTest::addColumn<double>("unit");
  for (double rho : {0.0, 0.3, 0.6})
    for (double sigma : {0.03, 0.1, 0.3})
      for (double unit : {0.25, 0.02})
        QTest::addRow("rho %.1f sigma %.2f unit %.3f", rho, sigma, unit) << rho << sigma << unit;
}

void TestSampling::R18_stopping_rule_covers_in_10000_simulations() {
  QFETCH(double, rho);
  QFETCH(double, sigma);
  QFETCH(double, unit);
  const int runs = simulations(1000);
  int hits = 0;
  for (int run = 0; run < runs; ++run)
    hits += covers(sampled(SkewedSeries(static_cast<uint64_t>(run) * 104729 + 3, rho, sigma), {}, unit));
  const double coverage = static_cast<double>(hits) / runs;
  QVERIFY2(coverage >= 0.93, qPrintable(QString::number(coverage)));
}

void TestSampling::R18_same_against_same_shows_no_difference_in_10000_pairs_data() {
  QTest::addColumn<double>("rho");
  QTest::addColumn<double>("sigma");
  for (double rho : {0.0, 0.3, 0.6})
    for (double sigma : {0.05, 0.2})
      QTest::addRow("rho %.1f sigma %.2f", rho, sigma) << rho << sigma;
}

void TestSampling::R18_same_against_same_shows_no_difference_in_10000_pairs() {
  QFETCH(double, rho);
  QFETCH(double, sigma);
  const int runs = simulations(150, 1667); // 10,000 over the six rows
  int equal = 0;
  for (int run = 0; run < runs; ++run) {
    const auto a = sampled(SkewedSeries(static_cast<uint64_t>(2 * run) + 99, rho, sigma), {}, 0.05);
    const auto b = sampled(SkewedSeries(static_cast<uint64_t>(2 * run) + 100, rho, sigma), {}, 0.05);
    const Estimate ratio = median_ratio(a, b);
    equal += ratio.ci95 && ratio.ci95->low <= 1 && ratio.ci95->high >= 1;
  }
  QVERIFY2(equal >= 0.95 * runs, qPrintable(QString::number(static_cast<double>(equal) / runs)));
}

PARETO_TEST(TestSampling)
#include "tst_sampling.moc"
