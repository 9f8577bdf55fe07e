// SPDX-License-Identifier: GPL-3.0-or-later
// What to say in a meeting, and the plan of a pilot: only what is known is said, and sample sizes hold.
#include "core/decide/plan/meeting.h"
#include "core/decide/words/meeting_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/plan_words.h"
#include "tests/support/full_study.h"
#include "tests/support/models.h"
#include "tests/support/program.h"
#include "tests/support/random_answers.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <random>

using namespace pareto;
using Sort = Phrase::Kind;
using test::kAttention, test::kMamba2;

namespace {

const Voice kEnglish;
struct Case {
  Evidence evidence;
  Comparison comparison;
  Answer all;
  CostReport cost;
  PilotPlan plan;
  std::vector<Phrase> said;
};

Case made(double mamba_prompt_ms, bool measured = true, const CostInputs& inputs = {},
          double attention_prompt_ms = 3000, Goal goal = Goal::ShortestWait, const std::string& baseline = {}) {
  Study study;
  study.baseline = baseline;
  study.models = {kAttention, kMamba2};
  study.workload = {600, 2, 1, Waits::Person, 0};
  study.cost = inputs;
  Calibration machine;
  machine.roofline = {20e9, 200e9};
  machine.memory_bytes = 16'000'000'000;
  Case one{Evidence(study, machine, test::publishedResults()), {}, {}, {}, {}, {}};
  if (measured)
    for (const auto& [model, ms] : {std::pair(kAttention, attention_prompt_ms), std::pair(kMamba2, mamba_prompt_ms)}) {
      test::add_rounds(one.evidence, test::decode(model, 1, 600, 100));
      test::add_rounds(one.evidence, test::prefill(model, 1, 600, ms));
    }
  one.comparison.at = {600, 1, 2};
  one.comparison.task = "zero_shot_avg";
  one.comparison.goal = goal;
  one.all = answer(one.evidence, one.comparison);
  one.plan = pilot_plan(one.evidence, one.comparison, one.all);
  one.cost = cost_report(one.evidence, one.all.selected ? one.all.selected->who : Contender{kAttention, "cpu"});
  one.said = phrases(one.all, one.cost, one.plan);
  return one;
}

const Phrase* find(const Case& one, Sort kind) {
  for (const Phrase& phrase : one.said)
    if (phrase.kind == kind)
      return &phrase;
  return nullptr;
}

std::string text_of(const Case& one, Sort kind) {
  const Phrase* phrase = find(one, kind);
  return phrase ? phrase_text({kEnglish, one.evidence, one.comparison}, *phrase) : std::string();
}

} // namespace

class TestPlan : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void items_by_hand() {
    // half right, 3 points: 2 * 0.25 * 7.8489 / 0.0009 = 4,360.5; 10 points: 392.4
    QCOMPARE(pilot_items(0.5, 3), int64_t(4361));
    QCOMPARE(pilot_items(0.5, 10), int64_t(393));
    QVERIFY(pilot_items(0.9, 3) < pilot_items(0.5, 3));
    QCOMPARE(pilot_items(0.3, 5), pilot_items(0.7, 5));
  }

  /// Of 2,000 pilots with a real difference of five points, about four of five find it.
  void four_of_five_pilots_find_it() {
    std::mt19937 random(16);
    const int64_t n = pilot_items(0.5, 5);
    std::binomial_distribution<int64_t> a(n, 0.525), b(n, 0.475);
    int found = 0;
    constexpr int kPilots = 2000;
    for (int i = 0; i < kPilots; ++i) {
      const double x = static_cast<double>(a(random)) / static_cast<double>(n),
                   y = static_cast<double>(b(random)) / static_cast<double>(n);
      const double error = std::sqrt((x * (1 - x) + y * (1 - y)) / static_cast<double>(n));
      found += std::abs(x - y) / error > 1.96;
    }
    QVERIFY2(found > kPilots * 0.77 && found < kPilots * 0.84, qPrintable(QString::number(found)));
  }

  void felt_time_is_said_against_the_patience() {
    const Case quick = made(1000);
    QVERIFY2(
        text_of(quick, Sort::FeltTime).find("With Mamba-2 people wait 1.10 s for an answer, no longer than the 10 s") ==
            0,
        text_of(quick, Sort::FeltTime).c_str());
    QVERIFY2(text_of(quick, Sort::FeltCompared).find("less of the wait") != std::string::npos,
             text_of(quick, Sort::FeltCompared).c_str());
    QVERIFY(text_of(quick, Sort::PrototypeFirst).find("a prototype comes first") != std::string::npos);
    const Case equal = made(3000);
    QVERIFY2(text_of(equal, Sort::FeltCompared).find("no decisive difference") != std::string::npos,
             text_of(equal, Sort::FeltCompared).c_str());
  }

  /// Where nobody answers in time, or no quality was tested, nobody wins; waits that lie apart differ all the same.
  void waits_that_lie_apart_are_not_called_alike() {
    const Case late = made(30'000, true, {}, 90'000);
    QCOMPARE(int(late.all.headline.kind), int(Headline::Kind::NoneInTime));
    const std::string said = text_of(late, Sort::FeltCompared);
    QVERIFY2(said.find("67 % less of the wait") != std::string::npos, said.c_str());
    test::for_random_answers(100, [&](const Evidence& evidence, const Comparison& comparison) {
      const Answer all = answer(evidence, comparison);
      for (const Phrase& phrase : meeting(evidence, comparison, all).phrases) {
        if (phrase.kind != Sort::FeltCompared || phrase.surely)
          continue;
        const Interval a = *phrase.figures[0].quantity.ci95, b = *phrase.figures[1].quantity.ci95;
        QVERIFY(a.high >= b.low && b.high >= a.low);
      }
    });
  }

  void who_is_late_gets_no_prototype() {
    const Case late = made(60'000);
    QVERIFY(find(late, Sort::FeltTime));
    for (const Phrase& phrase : late.said)
      if (phrase.kind == Sort::PrototypeFirst)
        QCOMPARE(phrase.in_time, InTime::Yes);
  }

  /// Patience is no part of the rule: who is chosen stays chosen, and the plan says why there is no pilot of it.
  void who_is_chosen_is_chosen_wherever_it_is_said() {
    for (const Goal goal : {Goal::ShortestWait, Goal::LeastMemory}) { // late answers have no cost
      const Case late = made(30'000, true, {}, 90'000, goal);
      QCOMPARE(int(late.all.places.front().kind), int(Ranked::Kind::Chosen));
      QVERIFY(late.all.selected->whose == Selection::Whose::Chosen && late.all.selected->goal == goal);
      QVERIFY(late.all.selected->who == late.all.places.front().who && late.plan.who == late.all.selected->who);
      QVERIFY(late.plan.chosen && late.plan.needs == PilotNeeds::Patience && !late.plan.can_be_tried());
      const std::string said = plan_headline({kEnglish, late.evidence, late.comparison}, late.plan);
      const std::string who = model_name(late.evidence, late.plan.who->model);
      QVERIFY2(said.find("No pilot of " + who + ": it is chosen, and its answers take longer than the 10 s") == 0,
               said.c_str());
      QVERIFY(!find(late, Sort::PrototypeFirst) && late.plan.sizes.empty());
    }
  }

  /// What the goal is decides what is said in a meeting: of waits only where the choice goes by them.
  void phrases_are_of_the_goal() {
    CostInputs inputs;
    inputs[CostField::RequestsPerDay] = entered(20'000);
    inputs[CostField::MachinePrice] = entered(4800);
    const Case memory = made(1000, true, inputs, 3000, Goal::LeastMemory, kMamba2);
    std::string said = text_of(memory, Sort::Least);
    QVERIFY2(said.find("Transformer++ needs ") == 0 &&
                 said.find(" of memory where Mamba-2 needs ") != std::string::npos,
             said.c_str());
    said = text_of(memory, Sort::PrototypeFirst);
    QVERIFY2(said.find("A prototype of Transformer++ comes first") == 0, said.c_str());
    const Case cost = made(1000, true, inputs, 9000, Goal::LowestCost);
    said = text_of(cost, Sort::Least);
    QVERIFY2(said.find("With Mamba-2 a month costs ") == 0 && said.find("; with Transformer++ ") != std::string::npos,
             said.c_str());
    for (const Case* each : {&memory, &cost})
      for (const Phrase& phrase : each->said) {
        const std::string text = phrase_text({kEnglish, each->evidence, each->comparison}, phrase);
        QVERIFY2(text.find("wait") == std::string::npos && text.find("in time") == std::string::npos, text.c_str());
      }
  }

  /// Of 200 random studies the shortlist, the selection and the plan name one and the same, and phrases speak of it.
  void nobody_else_is_named() {
    int chosen = 0, late = 0;
    test::for_random_answers(200, [&](const Evidence& evidence, const Comparison& comparison) {
      const Answer all = answer(evidence, comparison);
      const Meeting said = meeting(evidence, comparison, all);
      const bool on_list = !all.places.empty() && all.places.front().kind == Ranked::Kind::Chosen;
      QCOMPARE(on_list, all.selected && all.selected->whose == Selection::Whose::Chosen);
      QCOMPARE(said.plan.chosen, on_list);
      QVERIFY(!on_list || (said.plan.who == all.places.front().who && all.selected->goal == comparison.goal));
      chosen += on_list;
      late += said.plan.needs == PilotNeeds::Patience;
      for (const Phrase& phrase : said.phrases) {
        QVERIFY(!all.selected->names_somebody() || phrase.who == all.selected->who);
        QVERIFY(is_of_waits(comparison.goal) || (phrase.kind != Sort::FeltTime && phrase.kind != Sort::FeltCompared));
      }
    });
    QVERIFY2(chosen > 20 && late > 5, qPrintable(QStringLiteral("%1 chosen, %2 late").arg(chosen).arg(late)));
  }

  void what_was_not_measured_is_not_said() {
    const Case nothing = made(0, false);
    for (const Sort kind : {Sort::FeltTime, Sort::FeltCompared, Sort::PrototypeFirst, Sort::CloudOrOwn})
      QVERIFY(!find(nothing, kind));
  }

  void money_needs_two_prices() {
    CostInputs inputs;
    inputs[CostField::RequestsPerDay] = entered(1000);
    inputs[CostField::MachinePrice] = entered(4800);
    QVERIFY(!find(made(1000, true, inputs), Sort::CloudOrOwn));
    inputs[CostField::ApiInput] = entered(5);
    inputs[CostField::ApiOutput] = entered(15);
    const Case both = made(1000, true, inputs);
    const std::string text = text_of(both, Sort::CloudOrOwn);
    QVERIFY2(text.find("API by the token costs 90.9 USD a month, Own machine ") == 0, text.c_str());
    QVERIFY(find(both, Sort::CloudOrOwn)->cheaper == Way::Api); // 3.03e-3 * 30,000
  }

  void stages_take_their_thresholds_from_the_limits() {
    CostInputs inputs;
    inputs[CostField::RequestsPerDay] = entered(20'000);
    const Case one = made(1000, true, inputs);
    QCOMPARE(*one.plan.stages[1].per_day, 2000.0);
    QCOMPARE(*one.plan.stages[2].per_day, 20'000.0);
    const Speech speech{kEnglish, one.evidence, one.comparison};
    const std::string pilot = stage_text(speech, one.plan.stages[0]), full = stage_text(speech, one.plan.stages[2]);
    QVERIFY2(pilot.find("95 of 100 answers come within 10 s") != std::string::npos, pilot.c_str());
    QVERIFY2(full.find("paretoscope-engine compare") != std::string::npos, full.c_str());
    QCOMPARE(one.plan.sizes.size(), size_t(5));
    QCOMPARE(one.plan.checklist.size(), size_t(5));
    for (const CheckItem& item : one.plan.checklist)
      QVERIFY(check_text(speech, item).size() > 10);
    QVERIFY(check_text(speech, one.plan.checklist[0]).find("none in this study") != std::string::npos);
  }

  /// A shape of the catalogue waits for a trained model; somebody's own configuration has nothing to pilot at all.
  void nothing_is_piloted_without_weights() {
    const Case built_in = made(1000);
    QVERIFY(built_in.plan.needs == PilotNeeds::Trained);
    const std::string waits = plan_headline({kEnglish, built_in.evidence, built_in.comparison}, built_in.plan);
    QVERIFY2(waits.find("begins once a trained model is there") != std::string::npos, waits.c_str());

    QTemporaryDir folder;
    const std::string own = folder.filePath(QStringLiteral("our-hybrid.json")).toStdString();
    std::filesystem::copy_file(PARETO_RESOURCE_DIR "/architectures/gated-deltanet-window.json", own);
    Study study;
    study.models = {own};
    study.workload = {600, 2, 1, Waits::Person, 0};
    Evidence evidence(study, {}, test::publishedResults());
    test::add_rounds(evidence, test::decode(own, 1, 600, 100));
    test::add_rounds(evidence, test::prefill(own, 1, 600, 1000));
    Comparison comparison;
    comparison.at = {600, 1, 2};
    const Answer all = answer(evidence, comparison);
    const Meeting said = meeting(evidence, comparison, all);
    QVERIFY(said.plan.who && said.plan.needs == PilotNeeds::Training && said.plan.sizes.empty());
    const Speech speech{kEnglish, evidence, comparison};
    const std::string headline = plan_headline(speech, said.plan);
    QVERIFY2(headline.find("nothing to pilot yet") != std::string::npos &&
                 headline.find("has no weights. Train it, or add a checkpoint") != std::string::npos,
             headline.c_str());
    const Notes notes = notes_of(speech, said);
    QCOMPARE(notes[static_cast<size_t>(NotesPart::Plan)].size(), size_t(1)); // no stage
    QVERIFY(notes[static_cast<size_t>(NotesPart::Items)].empty());
    QCOMPARE(notes[static_cast<size_t>(NotesPart::Facts)].size(), size_t(5));
    for (const Phrase& phrase : said.phrases)
      QVERIFY(phrase.kind != Sort::PrototypeFirst);
  }

  void a_preview_is_no_missing_speed() {
    Study study;
    study.models = {kAttention, kMamba2};
    Evidence evidence(study, {}, test::publishedResults());
    for (const std::string& model : study.models)
      for (Measurement cell : {test::decode(model, 1, 600, 100, true), test::prefill(model, 1, 600, 1000, true)})
        test::add_rounds(evidence, cell);
    Comparison comparison;
    comparison.at = {600, 1, 2};
    QVERIFY(!pilot_plan(evidence, comparison, answer(evidence, comparison)).who); // nobody is chosen by previews,
    comparison.goal = Goal::LeastMemory;                                          // but somebody by a formula
    const PilotPlan plan = pilot_plan(evidence, comparison, answer(evidence, comparison));
    QVERIFY(plan.who && plan.checklist[1].kind == CheckItem::Kind::Measured && !plan.checklist[1].yes);
    const std::string said = check_text({kEnglish, evidence, comparison}, plan.checklist[1]);
    QVERIFY2(said.find("Speed: measured on this device, but") == 0, said.c_str());
  }

  /// Of 100 random studies no phrase names a wait that may not decide, nor is a sentence empty.
  void phrases_of_random_answers_rest_on_what_decides() {
    int count = 0;
    test::for_random_answers(100, [&](const Evidence& evidence, const Comparison& comparison) {
      const Answer all = answer(evidence, comparison);
      const PilotPlan plan = pilot_plan(evidence, comparison, all);
      const CostReport cost = cost_report(evidence, all.selected ? all.selected->who : Contender{kAttention, "cpu"});
      const Voice english;
      for (const Phrase& phrase : phrases(all, cost, plan)) {
        ++count;
        QVERIFY(!phrase.figures.empty() && phrase.figures.front().quantity.value);
        if (phrase.kind == Sort::FeltTime || phrase.kind == Sort::FeltCompared || phrase.kind == Sort::PrototypeFirst)
          QVERIFY(may_decide(phrase.figures.front().quantity));
        const std::string text = phrase_text({english, evidence, comparison}, phrase);
        QVERIFY(text.size() > 20 && text.find("%1") == std::string::npos && text.find("%2") == std::string::npos);
      }
      QVERIFY(!plan_headline({english, evidence, comparison}, plan).empty());
    });
    QVERIFY(count > 100);
  }
};

PARETO_TEST(TestPlan)
#include "tst_plan.moc"
