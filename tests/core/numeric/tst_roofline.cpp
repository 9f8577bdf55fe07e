// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/roofline.h"
#include "tests/support/program.h"

#include <QtTest>

using namespace pareto;

class RooflineTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void slower_limit_decides() {
    const Roofline machine{20e9, 200e9};
    QCOMPARE(machine.seconds(40e9, 100e9), 2.0); // bytes
    QCOMPARE(machine.seconds(10e9, 300e9), 1.5); // operations
    QCOMPARE(machine.seconds(20e9, 200e9), 1.0);
    QCOMPARE(machine.share(40e9, 100e9, 8), 0.25);
  }

  void shares_of_one_limit() {
    QCOMPARE((Roofline{.bytes_per_s = 10e9}.bytes_share(5e9, 2)), 0.25);
    QCOMPARE((Roofline{.flops_per_s = 100e9}.flops_share(50e9, 0.5)), 1.0);
  }

  void known_only_with_both() {
    QVERIFY(!Roofline{}.known());
    QVERIFY(!(Roofline{20e9, 0}.known()) && !(Roofline{0, 200e9}.known()));
    QVERIFY((Roofline{20e9, 200e9}.known()));
  }

  void at_least_takes_the_better_of_each() {
    const Roofline better = Roofline{20e9, 100e9}.at_least({10e9, 200e9});
    QVERIFY((better == Roofline{20e9, 200e9}));
    QVERIFY((Roofline{}.at_least({1e9, 1e9}).known()));
  }
};

PARETO_TEST(RooflineTest)
#include "tst_roofline.moc"
