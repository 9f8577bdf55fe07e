// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/statistics.h"
#include "tests/support/program.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace pareto;

using Samples = std::vector<double>;
Q_DECLARE_METATYPE(Samples)

namespace {

Samples repeated(std::initializer_list<double> pattern, int times) {
  Samples out;
  for (int i = 0; i < times; ++i)
    out.insert(out.end(), pattern.begin(), pattern.end());
  return out;
}

/// A quiet series: 1 % around 10, no order in it.
Samples quiet(int n) {
  Samples out;
  for (int i = 0; i < n; ++i)
    out.push_back(10 + 0.1 * std::sin(i * 2.399963));
  return out;
}

Samples ramp(int n, double from, double to) {
  Samples out;
  for (int i = 0; i < n; ++i)
    out.push_back(from + (to - from) * i / (n - 1));
  return out;
}

Samples with(Samples samples, size_t at, double value) {
  samples[at] = value;
  return samples;
}

} // namespace

class TestStatistics : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void median_data();
  void median();
  void quantiles();
  void nothing_has_no_median() { QVERIFY(std::isnan(pareto::median({}))); }
  void autocorrelation_knows_the_extremes();
  void ties_are_not_correlation();
  void interval_needs_six();
  void interval_is_inside_the_range();
  void interval_matches_order_statistics();
  void interval_is_that_of_the_whole_binomial();
  void interval_of_many_samples();
  void interval_of_a_constant_has_no_width();
  void correlated_series_have_wider_intervals();
  void widened_range_stays_positive();
  void estimate_has_no_interval_below_least();
  void percentile_needs_samples_data();
  void percentile_needs_samples();
  void ratio();
  void ratio_repeats_exactly();
  void ratio_of_blocks();
  void noise_data();
  void noise();
};

void TestStatistics::median_data() {
  QTest::addColumn<Samples>("samples");
  QTest::addColumn<double>("expected");
  QTest::newRow("one") << Samples{3} << 3.0;
  QTest::newRow("two") << Samples{4, 1} << 2.5;
  QTest::newRow("odd") << Samples{9, 1, 5} << 5.0;
  QTest::newRow("even") << Samples{4, 1, 3, 2} << 2.5;
  QTest::newRow("outlier does not move it") << Samples{1, 2, 3, 4, 1e9} << 3.0;
  QTest::newRow("ties") << Samples{2, 2, 2, 7} << 2.0;
}

void TestStatistics::median() {
  QFETCH(Samples, samples);
  QFETCH(double, expected);
  const Samples before = samples;
  QCOMPARE(pareto::median(samples), expected);
  QCOMPARE(samples, before); // a statistic must not reorder what is stored in time order
}

void TestStatistics::quantiles() {
  const Samples samples{50, 10, 30, 20, 40};
  QCOMPARE(quantile(samples, 0), 10.0);
  QCOMPARE(quantile(samples, 1), 50.0);
  QCOMPARE(quantile(samples, 0.25), 20.0);
  QCOMPARE(quantile(samples, 0.9), 46.0); // between 40 and 50 at 0.9 * 4 = 3.6
  QCOMPARE(quantile(Samples{7}, 0.95), 7.0);
}

void TestStatistics::autocorrelation_knows_the_extremes() {
  QVERIFY(autocorrelation(ramp(50, 1, 2)) > 0.9);
  QCOMPARE(autocorrelation(repeated({1, 2}, 25)), 0.0); // alternating: negative, which never narrows an interval
  QCOMPARE(autocorrelation(Samples{1, 2, 3}), 0.0);     // too few to say
  QVERIFY(effective_samples(ramp(50, 1, 2)) < 6);
  QCOMPARE(effective_samples(repeated({1, 2}, 25)), 50.0);
}

void TestStatistics::ties_are_not_correlation() {
  QCOMPARE(autocorrelation(Samples(100, 5.0)), 0.0);
  // A coarse clock gives two values in no order: ranks by index would call that a trend.
  Samples coarse;
  for (int i = 0; i < 200; ++i)
    coarse.push_back((i * 7919 >> 3) % 2 == 0 ? 1.0 : 2.0);
  Samples shuffled = coarse;
  uint64_t state = 5;
  for (size_t i = shuffled.size(); i > 1; --i) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    std::swap(shuffled[i - 1], shuffled[(state >> 33) % i]);
  }
  QVERIFY(autocorrelation(shuffled) < 0.2);
}

void TestStatistics::interval_needs_six() {
  QVERIFY(!median_interval(Samples{}));
  QVERIFY(!median_interval(Samples{1, 2, 3, 4, 5}));
  QVERIFY(median_interval(Samples{1, 6, 2, 5, 3, 4}));
}

void TestStatistics::interval_is_inside_the_range() {
  for (int n : {20, 50, 300}) {
    const Samples samples = quiet(n);
    const auto interval = median_interval(samples);
    QVERIFY(interval);
    QVERIFY(interval->low >= *std::min_element(samples.begin(), samples.end()));
    QVERIFY(interval->high <= *std::max_element(samples.begin(), samples.end()));
    QVERIFY(interval->low <= pareto::median(samples) && pareto::median(samples) <= interval->high);
  }
}

void TestStatistics::interval_matches_order_statistics() {
  // 1..100 in an order with no positive correlation: the exact 95 % interval of the median by the binomial lies between
  // the order statistics [40, 61] (coverage 0.9648) and [41, 60] (0.9431).
  Samples samples;
  for (int i = 0; i < 50; ++i) {
    samples.push_back(i + 1);
    samples.push_back(100 - i);
  }
  QCOMPARE(effective_samples(samples), 100.0);
  const auto interval = median_interval(samples);
  QVERIFY(interval);
  QVERIFY2(interval->low >= 40 && interval->low <= 41, qPrintable(QString::number(interval->low)));
  QVERIFY2(interval->high >= 60 && interval->high <= 61, qPrintable(QString::number(interval->high)));
  QVERIFY(std::abs(interval->low + interval->high - 101) < 1e-9); // symmetric
}

namespace {

/// Coverage of [k, n+1-k] with every term from the start: what the sum is held against that goes on from k to k.
double whole_coverage(double n, int k) {
  double tail = 0;
  for (int i = 0; i < k; ++i)
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) - n * std::log(2.0));
  return 1 - 2 * tail;
}

/// Hettmansperger and Sheather, as the paper has it.
Interval slow_interval(const Samples& samples) {
  Samples sorted = samples;
  std::sort(sorted.begin(), sorted.end());
  const double n = static_cast<double>(sorted.size()), effective = effective_samples(samples);
  int k = 1;
  while (2 * (k + 1) <= effective && whole_coverage(effective, k + 1) >= 0.95)
    ++k;
  const double outer = whole_coverage(effective, k), inner = whole_coverage(effective, k + 1);
  double lambda = 0;
  if (outer > 0.95 && outer > inner) {
    const double share = (outer - 0.95) / (outer - inner);
    lambda = (effective - k) * share / (k + (effective - 2 * k) * share);
  }
  const double low = std::clamp((k + lambda - 0.5) / effective * n - 0.5, 0.0, n - 1);
  return {quantile(sorted, low / (n - 1)), quantile(sorted, (n - 1 - low) / (n - 1))};
}

} // namespace

void TestStatistics::interval_is_that_of_the_whole_binomial() {
  uint64_t state = 11;
  int compared = 0;
  for (int n = 10; n <= 400; n += n < 40 ? 1 : 37) {
    Samples samples;
    for (int i = 0; i < n; ++i) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      samples.push_back(1 + static_cast<double>(state >> 40) * 1e-8);
    }
    if (effective_samples(samples) < 6)
      continue;
    const Interval slow = slow_interval(samples);
    const auto fast = median_interval(samples);
    QVERIFY(fast);
    QVERIFY2(std::abs(fast->low - slow.low) < 1e-9 && std::abs(fast->high - slow.high) < 1e-9,
             qPrintable(QString::number(n)));
    ++compared;
  }
  QVERIFY(compared > 25);
}

/// What many rounds of a cell pool to: the tail's first terms are far below the smallest double, and the interval is
/// still where the normal approximation has it.
void TestStatistics::interval_of_many_samples() {
  Samples samples;
  uint64_t state = 3;
  for (int i = 0; i < 50'000; ++i) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    samples.push_back(static_cast<double>(state >> 33) / static_cast<double>(1ull << 31));
  }
  const auto interval = median_interval(samples);
  QVERIFY(interval);
  const double half = 1.96 * 0.5 / std::sqrt(effective_samples(samples));
  QVERIFY2(std::abs((interval->high - interval->low) / (2 * half) - 1) < 0.05,
           qPrintable(QString::number(interval->high - interval->low)));
  QVERIFY(interval->low < 0.5 && interval->high > 0.5);
}

void TestStatistics::interval_of_a_constant_has_no_width() {
  const auto interval = median_interval(Samples(30, 4.0));
  QVERIFY(interval);
  QCOMPARE(interval->low, 4.0);
  QCOMPARE(interval->high, 4.0);
}

void TestStatistics::correlated_series_have_wider_intervals() {
  Samples apart, together;
  for (int i = 0; i < 60; ++i) {
    apart.push_back(10 + (i * 37 % 60) * 0.01);
    together.push_back(10 + ((i / 6) * 37 % 60 + i % 6) * 0.01); // the same kind of values in runs of six
  }
  const auto wide = median_interval(together), narrow = median_interval(apart);
  QVERIFY(wide && narrow);
  QVERIFY(wide->high - wide->low > narrow->high - narrow->low);
}

void TestStatistics::widened_range_stays_positive() {
  const Samples rising = ramp(12, 0.5, 20);
  const auto interval = median_interval(rising);
  QVERIFY(interval);
  QVERIFY(interval->low > 0 && interval->low < 0.5);
  QVERIFY(interval->high > 20);
  const auto through_zero = median_interval(ramp(12, -3, 3));
  QVERIFY(through_zero && through_zero->low < -3 && through_zero->high > 3);
}

void TestStatistics::estimate_has_no_interval_below_least() {
  QVERIFY(!estimate_median(quiet(9), 10).ci95);
  QVERIFY(estimate_median(quiet(10), 10).ci95);
  QCOMPARE(estimate_median(quiet(9), 10).n, 9);
}

void TestStatistics::percentile_needs_samples_data() {
  QTest::addColumn<double>("p");
  QTest::addColumn<int>("least");
  QTest::newRow("p90") << 0.90 << 29;
  QTest::newRow("p95") << 0.95 << 59;
  QTest::newRow("p99") << 0.99 << 299;
  QTest::newRow("p99.9") << 0.999 << 2995;
}

void TestStatistics::percentile_needs_samples() {
  QFETCH(double, p);
  QFETCH(int, least);
  QCOMPARE(least_samples_for_percentile(p), least);
}

void TestStatistics::ratio() {
  Samples slow = quiet(40), fast = quiet(40);
  for (double& value : slow)
    value *= 2;
  const Estimate twice = median_ratio(slow, fast);
  QVERIFY(std::abs(twice.value - 2) < 1e-9);
  QVERIFY(twice.ci95 && twice.ci95->low > 1.9 && twice.ci95->high < 2.1);
  const Estimate same = median_ratio(fast, fast);
  QVERIFY(same.ci95->low <= 1 && same.ci95->high >= 1);
  QVERIFY(!median_ratio(quiet(5), quiet(40)).ci95);
  QVERIFY(!median_ratio(quiet(40), quiet(5)).ci95);
  QCOMPARE(median_ratio(quiet(20), quiet(40)).n, 20);
}

void TestStatistics::ratio_repeats_exactly() {
  const Estimate once = median_ratio(quiet(30), ramp(30, 9, 11)), again = median_ratio(quiet(30), ramp(30, 9, 11));
  QCOMPARE(once.ci95->low, again.ci95->low);
  QCOMPARE(once.ci95->high, again.ci95->high);
}

void TestStatistics::ratio_of_blocks() {
  std::vector<Portion> blocks(10, {3, 2});
  const auto exact = ratio_interval(blocks);
  QVERIFY(exact && std::abs(exact->low - 1.5) < 1e-12 && std::abs(exact->high - 1.5) < 1e-12);
  QVERIFY(!ratio_interval(std::span(blocks).first(7)));
  for (size_t i = 0; i < blocks.size(); ++i)
    blocks[i].top +=
        i % 2 == 0 ? 0.5 : -0.5; // residuals of 1/2: sqrt(10 / 4 * 10 / 9) / 20, times t of 9 degrees of freedom
  const auto spread = ratio_interval(blocks);
  QVERIFY(spread && std::abs((spread->high - spread->low) / 2 - 2.262157 * std::sqrt(10.0 / 4 * 10 / 9) / 20) <
                        5e-3 * 0.19); // t is approximated within 0.5 %
}

void TestStatistics::noise_data() {
  QTest::addColumn<Samples>("samples");
  QTest::addColumn<QStringList>("flags");
  QTest::newRow("quiet") << quiet(40) << QStringList{};
  QTest::newRow("too few to say") << Samples{1, 9, 1, 9} << QStringList{};
  QTest::newRow("spread") << Samples{8, 12, 9, 11, 8, 12, 9, 11} << QStringList{"spread"};
  QTest::newRow("outlier") << with(quiet(40), 7, 10.9) << QStringList{"outliers"};
  QTest::newRow("outlier and spread") << with(quiet(40), 7, 30) << QStringList{"spread", "outliers"};
  QTest::newRow("heat") << ramp(40, 10, 10.8) << QStringList{"trend"};
  QTest::newRow("cooling down") << ramp(40, 10.8, 10) << QStringList{"trend"};
  QTest::newRow("two humps") << repeated({10, 13, 10.05, 13.05, 9.95, 12.95}, 6) << QStringList{"spread", "two humps"};
}

void TestStatistics::noise() {
  QFETCH(Samples, samples);
  QFETCH(QStringList, flags);
  QStringList found;
  for (const std::string& flag : noise_flags(samples))
    found << QString::fromStdString(flag);
  QCOMPARE(found, flags);
}

PARETO_TEST(TestStatistics)
#include "tst_statistics.moc"
