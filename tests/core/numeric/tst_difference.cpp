// SPDX-License-Identifier: GPL-3.0-or-later
// Differences of two numbers: tails and quantiles against tables, pairing, and what many comparisons together allow.
#include "core/numeric/difference.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace pareto;

class TestDifference : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void students_t_is_as_in_the_tables() {
    // Two-sided 5 % and 1 %: Abramowitz and Stegun, table 26.10.
    const struct {
      int degrees;
      double five, one;
    } rows[] = {{1, 12.706, 63.657}, {2, 4.303, 9.925}, {3, 3.182, 5.841},  {4, 2.776, 4.604},
                {5, 2.571, 4.032},   {9, 2.262, 3.250}, {30, 2.042, 2.750}, {0, 1.960, 2.576}};
    for (const auto& row : rows) {
      QVERIFY2(std::abs(student_quantile(0.05, row.degrees) - row.five) < 6e-4,
               qPrintable(QString::number(row.degrees)));
      QVERIFY2(std::abs(student_quantile(0.01, row.degrees) - row.one) < 6e-4,
               qPrintable(QString::number(row.degrees)));
      QVERIFY(std::abs(student_tail(-row.five, row.degrees) - 0.05) < 1e-4);
      QCOMPARE(student_tail(0, row.degrees), 1.0);
    }
  }

  void a_difference_of_rounds_is_their_mean_with_students_t() {
    const std::vector<double> rounds{0.11, 0.09, 0.12, 0.08, 0.10};
    const auto d = paired_difference(rounds);
    // Of the rounds 0.0158^2 / 5 = 5e-5, of two processes 2 * 0.015^2 = 4.5e-4: together 400 degrees of freedom.
    const double between = 2 * kBetweenProcesses * kBetweenProcesses, error = std::sqrt(5e-5 + between);
    QVERIFY(d && d->rounds == 5 && std::abs(d->value - 0.10) < 1e-12 && std::abs(d->error - error) < 1e-9);
    QVERIFY(std::abs(d->degrees - 400) <= 1);
    const Interval i = interval_of(*d, 0.05);
    const double half = student_quantile(0.05, d->degrees) * error;
    QVERIFY(std::abs(i.high - (0.10 + half)) < 1e-9 && std::abs(i.low + i.high - 0.20) < 1e-12);
    QVERIFY(p_value(*d) < 0.001);
  }

  void rounds_that_spread_widely_keep_their_own_degrees() {
    const auto d = paired_difference(std::vector<double>{0.5, -0.5, 0.6, -0.4, 0.3});
    QVERIFY(d && d->degrees == 4 && p_value(*d) > 0.5);
    const auto exact = paired_difference(std::vector<double>(5, 0.1)); // what is left is normal
    QVERIFY(exact && exact->degrees == 0 && std::abs(exact->error - std::sqrt(2.0) * kBetweenProcesses) < 1e-9);
  }

  /// Two workers of one model differ by the same every round.
  void what_no_round_sees_decides_nothing() {
    QVERIFY(p_value(*paired_difference(std::vector<double>{0.020, 0.021, 0.019, 0.020, 0.020})) > 0.05);
    QVERIFY(p_value(*paired_difference(std::vector<double>{0.100, 0.101, 0.099, 0.100, 0.100})) < 0.001);
  }

  void one_round_says_nothing_and_two_are_given_a_spread() {
    QVERIFY(!paired_difference(std::vector<double>{0.3}) && !paired_difference({}));
    const auto twice = paired_difference(std::vector<double>{1.10, 1.12}); // three times as long, twice
    // Four degrees of the assumed spread and one of 0.0002: variance (4 * 2 * drift^2 + 0.0002) / 5, of a mean of two.
    const double error = std::sqrt((8 * kUnseenDrift * kUnseenDrift + 0.0002) / 10);
    QVERIFY(twice && twice->degrees == 5 && std::abs(twice->error - error) < 1e-12 && p_value(*twice) < 1e-4);
    const auto near = paired_difference(std::vector<double>{0.02, 0.02}); // agreeing to the last bit is no proof
    QVERIFY(p_value(*near) > 0.05);
    const auto wide = paired_difference(std::vector<double>{0.6, 0.0}); // wider than what is assumed: that counts too
    QVERIFY(wide->error > 2 * error && p_value(*wide) > 0.05);
  }

  /// One number by itself has one spread of each kind, where a difference has two.
  void the_mean_of_rounds_has_one_spread() {
    QVERIFY(!mean_of_rounds(std::vector<double>{0.3}) && !mean_of_rounds({}));
    const auto twice = mean_of_rounds(std::vector<double>{1.10, 1.12});
    QVERIFY(twice && twice->degrees == 5 && std::abs(twice->value - 1.11) < 1e-12);
    QVERIFY(std::abs(twice->error - std::sqrt((4 * kUnseenDrift * kUnseenDrift + 0.0002) / 10)) < 1e-12);
    const std::vector<double> four{1.0, 1.1, 1.1, 1.2}; // variance 0.02 / 3
    const double seen = 0.02 / 12, all = seen + kBetweenProcesses * kBetweenProcesses;
    const auto known = mean_of_rounds(four);
    QVERIFY(known && std::abs(known->error - std::sqrt(all)) < 1e-12);
    QCOMPARE(known->degrees, static_cast<int>(all * all / (seen * seen) * 3));
    QVERIFY(known->error < paired_difference(four)->error);
  }

  void exact_numbers_differ_or_do_not() {
    QCOMPARE(p_value({}), 1.0);
    QCOMPARE(p_value({1e-9, 0, 0, 0}), 0.0);
    const Interval i = interval_of({3, 0, 0, 0}, 0.05);
    QVERIFY(i.low == 3 && i.high == 3);
  }

  void two_moments_differ_beyond_what_a_machine_drifts() {
    const auto about = [](double value, double half) { return Interval{value - half, value + half}; };
    const auto differ = [&](double a, double b, double half) {
      return differ_between_times(a, about(a, half), b, about(b, half));
    };
    const double most = std::exp(2.0537 * std::sqrt(2.0) * kUnseenDrift); // two-sided at kFamilyError
    QVERIFY(!differ(10, 10 * most * 0.999, 1e-6) && differ(10, 10 * most * 1.001, 1e-6));
    QVERIFY(!differ(10, 10 * most * 1.05, 2)); // as wide as they are
    QVERIFY(!differ_between_times(10, {0, 20}, 1000, {999, 1001}) && !differ_between_times(10, {9, 11}, 0, {0, 0}));
  }

  void one_of_several_is_as_sure_as_they_agree() {
    QVERIFY(!interval_of_one(10, std::vector<double>{10, 11}));
    const auto exact = interval_of_one(10, std::vector<double>(3, 10.0));
    QVERIFY(std::abs(exact->low - 10) < 1e-9 && std::abs(exact->high - 10) < 1e-9);
    // By hand: logarithms -d, 0, d have the deviation d, and t at two degrees is 4.303.
    const auto three = interval_of_one(10, std::vector<double>{10 * std::exp(-0.1), 10, 10 * std::exp(0.1)});
    QVERIFY(std::abs(three->high - 10 * std::exp(0.4303)) < 1e-3 && std::abs(three->low * three->high - 100) < 1e-9);
    std::mt19937 random(5);
    std::normal_distribution<double> noise(0, 0.1);
    int held = 0;
    constexpr int kStudies = 4'000;
    for (int study = 0; study < kStudies; ++study) {
      std::vector<double> taken(5);
      for (double& each : taken)
        each = 20 * std::exp(noise(random));
      const auto interval = interval_of_one(taken.front(), taken);
      held += interval->low <= 20 && 20 <= interval->high;
    }
    QVERIFY2(held >= 0.94 * kStudies, qPrintable(QString::number(held)));
  }

  void a_median_of_few_is_held_by_its_interval_data() {
    QTest::addColumn<int>("taken");
    for (const int taken : {3, 4, 5, 6, 9})
      QTest::addRow("%d", taken) << taken;
  }
  void a_median_of_few_is_held_by_its_interval() {
    QFETCH(int, taken);
    QVERIFY(!interval_of_few({}) && !interval_of_few(std::vector<double>{1, 2}));
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 0.1);
    int held = 0;
    constexpr int kStudies = 4'000;
    for (int study = 0; study < kStudies; ++study) {
      std::vector<double> samples(static_cast<size_t>(taken));
      for (double& each : samples)
        each = 20 * std::exp(noise(random));
      const auto interval = interval_of_few(samples);
      held += interval->low <= 20 && 20 <= interval->high;
    }
    QVERIFY2(held >= 0.94 * kStudies && held <= 0.985 * kStudies, qPrintable(QString::number(held)));
  }

  void unpaired_intervals_are_recovered_on_the_side_that_counts() {
    const Difference d = unpaired_difference(5, {4, 9}, 2, {1, 2.5}, 0); // 1 below, 0.5 above
    QVERIFY(std::abs(interval_of(d, 0.05).low - (3 - std::sqrt(1 + 0.25))) < 1e-6);
    const Difference turned = unpaired_difference(2, {1, 2.5}, 5, {4, 9}, 0);
    QVERIFY(turned.value == -d.value && turned.error == d.error);
    QVERIFY(unpaired_difference(5, {4, 9}, 2, {1, 2.5}, 0.5).error > d.error);
  }

  void holm_steps_down() {
    // Holm 1979: 0.005 * 4, 0.006 * 3 (no less than the one before), 0.03 * 2, 0.2.
    const Adjusted all = holm(std::vector<double>{0.03, 0.005, 0.2, 0.006});
    const double p[] = {0.06, 0.02, 0.2, 0.02}, alpha[] = {2, 4, 2, 3}; // the last two share what stopped the first
    for (size_t i = 0; i < 4; ++i)
      QVERIFY(std::abs(all.p[i] - p[i]) < 1e-12 && std::abs(all.alpha[i] - kFamilyError / alpha[i]) < 1e-12);
    QVERIFY(holm({}).p.empty());
    QCOMPARE(holm(std::vector<double>{0.03}).p.front(), 0.03);
  }

  void intervals_exclude_zero_where_the_adjusted_p_does() {
    std::mt19937 random(3);
    std::normal_distribution<double> noise(0, 1);
    for (int study = 0; study < 500; ++study) {
      std::vector<Difference> all;
      std::vector<double> p;
      for (int i = 0; i < 6; ++i)
        all.push_back({3 * noise(random), 1, i, 0}), p.push_back(p_value(all.back()));
      const Adjusted adjusted = holm(p);
      for (size_t i = 0; i < all.size(); ++i) {
        const Interval interval = interval_of(all[i], adjusted.alpha[i]);
        QCOMPARE(interval.low > 0 || interval.high < 0, adjusted.p[i] < kFamilyError);
      }
    }
  }
};

PARETO_TEST(TestDifference)
#include "tst_difference.moc"
