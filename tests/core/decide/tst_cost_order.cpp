// SPDX-License-Identifier: GPL-3.0-or-later
// The rule of choice by lowest cost: whole machines tie, only what was measured parts, and what nobody knows is never
// chosen.
#include "core/decide/cost/cost_order.h"
#include "core/decide/statements.h"
#include "core/decide/words/sentences.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace pareto;
using test::decode, test::prefill;
using test::kAttention, test::kMamba2;

namespace {

Comparison by(Goal goal) {
  Comparison comparison;
  comparison.at = {2048, 1, 150};
  comparison.task = "zero_shot_avg"; // printed without intervals: nobody is surely worse
  comparison.goal = goal;
  return comparison;
}

/// Attention answers in 149 steps of `slow` ms, Mamba-2 of `quick`, and a prompt of twenty.
Evidence timed(double slow, double quick, Condition condition = Condition::Quiet, bool preview = false) {
  Study study;
  study.models = {kAttention, kMamba2};
  study.workload = {2048, 150, 1, Waits::Person, 0};
  Evidence evidence(study, {}, test::publishedResults());
  for (const auto& [model, ms] : {std::pair(kAttention, slow), {kMamba2, quick}})
    for (const Measurement& cell : {decode(model, 1, 2048, ms, preview), prefill(model, 1, 2048, 20 * ms, preview)})
      for (Measurement& m : test::rounds(cell)) {
        m.condition = model == kMamba2 ? condition : Condition::Quiet;
        evidence.add(m);
      }
  return evidence;
}

Evidence priced(Evidence evidence, double per_day, double price = 4800) {
  CostInputs cost = evidence.study().cost;
  cost[CostField::RequestsPerDay] = entered(per_day);
  cost[CostField::MachinePrice] = entered(price);
  evidence.set_cost(cost);
  return evidence;
}

Group group(const Evidence& evidence, const std::string& model, Goal goal = Goal::LowestCost) {
  for (const Ranked& place : ranking(evidence, by(goal)))
    if (place.who.model == model)
      return group_of(place.kind);
  return Group::Excluded;
}

double month(const Evidence& evidence, const std::string& model) {
  return compared_cost(evidence, {model, "cpu"}, by(Goal::LowestCost).at, 2).month.value.value_or(NAN);
}

std::string said(const Evidence& evidence) {
  const Comparison comparison = by(Goal::LowestCost);
  return sentence({Voice(), evidence, comparison}, verdict(evidence, comparison, ranking(evidence, comparison)));
}

} // namespace

class TestCostOrder : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void one_machine_is_less_than_several() {
    const Evidence evidence = priced(timed(30, 10), 30'000);
    QVERIFY2(month(evidence, kAttention) > 1.5 * month(evidence, kMamba2),
             qPrintable(QString("%1 %2").arg(month(evidence, kAttention)).arg(month(evidence, kMamba2))));
    QCOMPARE(int(group(evidence, kMamba2)), int(Group::Choose));
    QCOMPARE(int(group(evidence, kAttention)), int(Group::Slower));
    QVERIFY2(said(evidence).find("choose Mamba-2") != std::string::npos, said(evidence).c_str());
  }

  void one_machine_each_is_a_tie() {
    const Evidence evidence = priced(timed(30, 10), 100);
    QCOMPARE(month(evidence, kAttention), month(evidence, kMamba2));
    QCOMPARE(int(group(evidence, kMamba2)), int(Group::Equal));
    QCOMPARE(int(group(evidence, kAttention)), int(Group::Equal));
    QCOMPARE(int(group(evidence, kAttention, Goal::ShortestWait)), int(Group::Slower)); // though it is slower
  }

  /// What is stated is one assumption for both: a price that may be anything moves both.
  void a_range_of_the_price_parts_nobody_and_hides_nothing() {
    Evidence evidence = priced(timed(30, 10), 30'000);
    CostInputs cost = evidence.study().cost;
    cost[CostField::MachinePrice].low = 1000;
    cost[CostField::MachinePrice].high = 20'000;
    evidence.set_cost(cost);
    QCOMPARE(int(group(evidence, kMamba2)), int(Group::Choose));
  }

  void without_prices_nobody_is_chosen() {
    const Evidence evidence = timed(30, 10);
    for (const std::string& model : {kAttention, kMamba2})
      QCOMPARE(int(group(evidence, model)), int(Group::Unknown));
    QVERIFY2(said(evidence).find("state") != std::string::npos, said(evidence).c_str());
    QVERIFY2(said(evidence).find("choose") == std::string::npos, said(evidence).c_str());
  }

  void what_is_disturbed_or_a_preview_decides_nothing() {
    for (const Evidence& evidence :
         {priced(timed(30, 10, Condition::Disturbed), 30'000), priced(timed(30, 10, Condition::Suspect), 30'000),
          priced(timed(30, 10, Condition::Quiet, true), 30'000)}) {
      QCOMPARE(int(group(evidence, kMamba2)), int(Group::Unknown));
      QVERIFY(group(evidence, kAttention) != Group::Choose);
    }
  }

  void a_cost_without_an_upper_end_is_never_less_nor_chosen() {
    ComparedCost open, known;
    open.month.value = 10;
    open.ends = {5, INFINITY};
    known.month.value = 100;
    known.ends = {90, 110};
    QVERIFY(open.is_open() && !known.is_open());
    QVERIFY(!is_surely_less(open, known));
    ComparedCost dear = known;
    dear.ends = {111, INFINITY};
    QVERIFY(is_surely_less(known, dear)); // its quick end is known
    ComparedCost touching = known;
    touching.ends = {110, 120};
    QVERIFY(!is_surely_less(known, touching) && !is_surely_less(touching, known));
  }

  /// Money enters no other goal.
  void other_goals_do_not_ask_for_prices() {
    const Evidence without = timed(30, 10), with = priced(timed(30, 10), 30'000);
    for (const Goal goal : {Goal::ShortestWait, Goal::LeastMemory})
      for (const std::string& model : {kAttention, kMamba2})
        QCOMPARE(int(group(with, model, goal)), int(group(without, model, goal)));
  }

  /// A model twice is never parted, whatever is asked of the machines.
  void the_same_model_twice_is_equal_at_every_volume() {
    for (int per_day = 100; per_day <= 200'000; per_day = per_day * 3 / 2) {
      const Evidence evidence = priced(timed(20, 20), per_day);
      for (const std::string& model : {kAttention, kMamba2}) {
        const Group of = group(evidence, model);
        QVERIFY2(of == Group::Equal || of == Group::Unknown, qPrintable(QString::number(per_day)));
      }
    }
  }
};

PARETO_TEST(TestCostOrder)
#include "tst_cost_order.moc"
