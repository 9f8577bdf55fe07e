// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/crossover.h"
#include "core/decide/trade_off.h"
#include "tests/support/measurements.h"

#include <QTest>

using namespace pareto;
using test::decode;

namespace {

CurvePoint at(double x, double value, double half = 0, Reach reach = Reach::Exact) {
  CurvePoint point;
  point.at = x;
  point.quantity.value = value;
  if (half >= 0)
    point.quantity.ci95 = Interval{value - half, value + half};
  point.quantity.reach = reach;
  point.quantity.source = Source::Measured;
  return point;
}

} // namespace

class TestCrossover : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void crossing_of_two_lines_is_exact() {
    const Crossover c = find_crossover({at(0, 30), at(1000, 30)}, {at(0, 20), at(1000, 60)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::FallsBelow));
    QCOMPARE(c.at, 250.0);
  }

  void its_interval_is_where_the_bands_touch() {
    // Flat 30 +-2 against 20..60 +-2: bands touch from 32-... possible at 28 = b+2 -> b = 26 (x = 150) to sure at 32 =
    // b-2 -> b = 34 (x = 350).
    const Crossover c = find_crossover({at(0, 30, 2), at(1000, 30, 2)}, {at(0, 20, 2), at(1000, 60, 2)});
    QVERIFY(c.ci95);
    QCOMPARE(c.ci95->low, 150.0);
    QCOMPARE(c.ci95->high, 350.0);
  }

  void curves_need_not_share_their_positions() {
    const Crossover c = find_crossover({at(0, 30), at(500, 30), at(1000, 30)}, {at(0, 20), at(800, 52), at(1200, 68)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::FallsBelow));
    QCOMPARE(c.at, 250.0);
    QCOMPARE(c.high, 1000.0);
  }

  void previews_cross_without_interval() {
    const Crossover c = find_crossover({at(0, 30, -1), at(1000, 30, -1)}, {at(0, 20, -1), at(1000, 60, -1)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::FallsBelow));
    QVERIFY(!c.ci95);
  }

  void the_other_direction_is_told_apart() {
    const Crossover c = find_crossover({at(0, 20), at(1000, 60)}, {at(0, 30), at(1000, 30)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::RisesAbove));
  }

  void one_side_only() {
    QCOMPARE(int(find_crossover({at(0, 10, 1), at(9, 10, 1)}, {at(0, 20, 1), at(9, 30, 1)}).kind),
             int(Crossover::Kind::AlwaysBelow));
    QCOMPARE(int(find_crossover({at(0, 30, 1), at(9, 30, 1)}, {at(0, 20, 1), at(9, 20, 1)}).kind),
             int(Crossover::Kind::AlwaysAbove));
  }

  void overlapping_everywhere_is_no_difference() {
    QCOMPARE(int(find_crossover({at(0, 10, 3), at(9, 12, 3)}, {at(0, 11, 3), at(9, 11, 3)}).kind),
             int(Crossover::Kind::NoDifference));
  }

  void modelled_points_do_not_count() {
    const Crossover c = find_crossover({at(0, 30), at(100, 30), at(1000, 30, 0, Reach::Beyond)},
                                       {at(0, 20), at(100, 24), at(1000, 60, 0, Reach::Beyond)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::AlwaysAbove));
    QCOMPARE(c.high, 100.0);
  }

  void too_little_is_unknown_with_a_reason() {
    QCOMPARE(int(find_crossover({}, {at(0, 1)}).kind), int(Crossover::Kind::Unknown));
    const Crossover c = find_crossover({at(0, 1)}, {at(0, 2)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::Unknown));
    QVERIFY(!c.why.empty());
    QCOMPARE(int(find_crossover({at(0, 1), at(1, 1)}, {at(5, 2), at(6, 2)}).kind), int(Crossover::Kind::Unknown));
  }

  void of_a_study_along_context() {
    Study study;
    study.models = {"softmax-attention@pilot", "mamba2@pilot"};
    Evidence evidence(study, {}, nullptr);
    for (const auto& [context, attention] : {std::pair{512, 20.0}, {2048, 40.0}, {4096, 70.0}}) {
      evidence.add(decode(study.models[0], 8, context, attention));
      evidence.add(decode(study.models[1], 8, context, 30));
    }
    const OperatingPoint at{2048, 8, 150};
    const auto all =
        crossovers(evidence, models_at(evidence, at), {study.models[0], "cpu"}, Metric::Tpot, Along::Context, at);
    QCOMPARE(all.size(), size_t(1));
    QCOMPARE(int(all[0].kind), int(Crossover::Kind::FallsBelow));
    QVERIFY(all[0].at > 1100 && all[0].at < 1500);
    QVERIFY(all[0].ci95 && all[0].ci95->low < all[0].at && all[0].ci95->high > all[0].at);
    QCOMPARE(all[0].baseline, study.models[0]);
  }
};

QTEST_APPLESS_MAIN(TestCrossover)
#include "tst_crossover.moc"
