// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/crossover.h"
#include "core/decide/trade_off.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;
using test::decode;

namespace {

DifferenceAt at(double x, double value, double half = 0) { return {x, value, {value - half, value + half}}; }

Study two_models() {
  Study study;
  study.models = {"softmax-attention@pilot", "mamba2@pilot"};
  return study;
}

constexpr OperatingPoint kAt{2048, 8, 150};

Crossover of(const Evidence& evidence) {
  const std::vector<Crossover> all =
      crossovers(evidence, models_at(evidence, kAt), {evidence.models()[0], "cpu"}, Metric::Tpot, Along::Context, kAt);
  return all.size() == 1 ? all.front() : Crossover();
}

/// Attention grows with the context, the other does not.
template <class Add>
Evidence crossing(const Add& add) {
  Evidence evidence(two_models(), {}, nullptr);
  for (const auto& [context, attention] : {std::pair{512, 20.0}, {2048, 40.0}, {4096, 70.0}}) {
    add(evidence, decode(evidence.models()[0], 8, context, attention));
    add(evidence, decode(evidence.models()[1], 8, context, 30));
  }
  return evidence;
}

} // namespace

class TestCrossover : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void crossing_of_a_line_is_exact() {
    const Crossover c = find_crossover({at(0, 10), at(1000, -30)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::FallsBelow));
    QCOMPARE(c.at, 250.0);
    QCOMPARE(int(find_crossover({at(0, -10), at(1000, 30)}).kind), int(Crossover::Kind::RisesAbove));
  }

  void its_interval_is_where_the_ends_change_their_sign() {
    const Crossover c = find_crossover({at(0, 10, 4), at(1000, -30, 4)}); // 6 .. -34 and 14 .. -26
    QVERIFY(c.ci95);
    QCOMPARE(c.ci95->low, 150.0);
    QCOMPARE(c.ci95->high, 350.0);
  }

  void an_undecided_place_between_only_widens_it() {
    const Crossover c = find_crossover({at(0, 10, 1), at(400, -1, 5), at(1000, -20, 1)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::FallsBelow));
    QVERIFY(c.ci95->low < c.at && c.at < 400 && c.ci95->high > 400);
  }

  void without_evidence_on_both_sides_there_is_no_crossing() {
    const Crossover c = find_crossover({at(0, 10, 20), at(500, -3, 1), at(1000, -30, 4)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::PartlyBelow));
    QVERIFY(c.low == 500 && c.high == 1000 && !c.ci95);
    QCOMPARE(int(find_crossover({at(0, 10, 2), at(500, -3, 9)}).kind), int(Crossover::Kind::PartlyAbove));
    QCOMPARE(int(find_crossover({at(0, 1, 3), at(9, -1, 3)}).kind), int(Crossover::Kind::NoDifference));
  }

  void one_side_only() {
    QCOMPARE(int(find_crossover({at(0, -10, 1), at(9, -20, 1)}).kind), int(Crossover::Kind::AlwaysBelow));
    QCOMPARE(int(find_crossover({at(0, 10, 1), at(9, 10, 1)}).kind), int(Crossover::Kind::AlwaysAbove));
  }

  void more_than_one_crossing_is_none_to_speak_of() {
    const Crossover c = find_crossover({at(0, 10, 1), at(1, -10, 1), at(2, 10, 1), at(3, -10, 1)});
    QCOMPARE(int(c.kind), int(Crossover::Kind::NoDifference));
    QVERIFY(!c.ci95);
  }

  void too_little_is_unknown() {
    QCOMPARE(int(find_crossover({}).kind), int(Crossover::Kind::Unknown));
    QVERIFY(!find_crossover({at(0, 1)}).why.empty());
  }

  void of_a_study_along_context() {
    const Crossover c = of(crossing([](Evidence& evidence, const Measurement& m) { test::add_rounds(evidence, m); }));
    QCOMPARE(int(c.kind), int(Crossover::Kind::FallsBelow));
    QVERIFY(c.at > 1100 && c.at < 1500);
    QVERIFY(c.ci95 && c.ci95->low <= c.at && c.ci95->high >= c.at);
    QCOMPARE(c.baseline, two_models().models[0]);
    QVERIFY(c.low == 512 && c.high == 4096);
  }

  void one_round_does_not_know_it_as_well_as_five() {
    const Crossover once = of(crossing([](Evidence&evidence, const Measurement&m) { evidence.add(m); })),
                    often = of(crossing([](Evidence&evidence, const Measurement&m) { test::add_rounds(evidence, m); }));
    QVERIFY(once.ci95 && often.ci95);
    QVERIFY(once.ci95->high - once.ci95->low > 3 * (often.ci95->high - often.ci95->low));
  }

  void previews_disturbed_and_suspect_values_never_cross() {
    for (const Condition condition : {Condition::Quiet, Condition::Disturbed, Condition::Suspect}) {
      const Crossover c = of(crossing([&](Evidence& evidence, Measurement m) {
        m.condition = condition;
        m.preview = condition == Condition::Quiet;
        test::add_rounds(evidence, m);
      }));
      QCOMPARE(int(c.kind), int(Crossover::Kind::Unknown));
      QVERIFY(!c.ci95 && !c.why.empty());
    }
  }

  void modelled_places_do_not_count() {
    Evidence evidence(two_models(), {}, nullptr);
    for (const std::string& model : evidence.models())
      test::add_rounds(evidence, decode(model, 8, 512, model == evidence.models()[0] ? 20 : 30));
    test::add_rounds(evidence, decode(evidence.models()[0], 8, 4096, 70)); // the other was not measured there
    QCOMPARE(int(of(evidence).kind), int(Crossover::Kind::Unknown));
  }
};

PARETO_TEST(TestCrossover)
#include "tst_crossover.moc"
