// SPDX-License-Identifier: GPL-3.0-or-later
// Decisions about a machine that is not here: what is said over them, and the study of hybrid ratios.
#include "core/decide/answer/answer.h"
#include "core/decide/targets/elsewhere.h"
#include "core/decide/targets/front_change.h"
#include "core/decide/targets/shelf.h"
#include "core/decide/targets/target_wait.h"
#include "core/decide/targets/targets.h"
#include "core/decide/words/answer_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/plan_words.h"
#include "core/decide/words/target_words.h"
#include "core/formats/strict_json.h"
#include "core/study/built_in_studies.h"
#include "tests/support/full_study.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using namespace pareto;

namespace {

/// A wait at the place one looks at: one answer token, so that it is the prompt's alone.
void time(Evidence& evidence, const std::string& model, double ms) {
  for (const Measurement& cell : test::rounds(test::prefill(model, 8, 2048, ms)))
    evidence.add(cell);
  for (const Measurement& cell : test::rounds(test::decode(model, 8, 2048, 1)))
    evidence.add(cell);
}

Comparison looking_at(const Evidence& evidence) {
  Comparison comparison;
  comparison.at = {2048, 8, 1, {}};
  comparison.task = "ruler13_avg";
  comparison.limits.clear();
  static_cast<void>(evidence);
  return comparison;
}

} // namespace

class TestElsewhere : public QObject {
  Q_OBJECT
private:
  const MachineCatalogue m_catalogue =
      *MachineCatalogue::parse(*read_strict_json(test::resource("hardware/hardware.json")),
                               *read_strict_json(test::resource("hardware/measured-speeds.json")));

  Evidence decided_about(const std::string& machine) const {
    Study study = quick_look();
    study.target = machine;
    Evidence evidence(study, {}, nullptr);
    evidence.set_targets(std::make_shared<const Targets>(
        Targets{m_catalogue,
                *SpeedBands::parse(*read_strict_json(test::resource("hardware/measured-speeds.json")), m_catalogue)}));
    return evidence;
  }

private Q_SLOTS:
  void a_ranking_of_a_processor_says_so_for_a_gpu() {
    Study study = quick_look();
    Evidence evidence(study, {}, nullptr);
    const Comparison comparison = looking_at(evidence);
    const Machine& gpu = *m_catalogue.find("rtx-4090");
    QVERIFY(!ranked_elsewhere(evidence, comparison, gpu)); // nothing is ranked yet
    Measurement cell = test::decode(study.models[0], 8, 2048, 10);
    cell.device_name = "A processor";
    evidence.add(cell);
    const auto fact = ranked_elsewhere(evidence, comparison, gpu);
    QVERIFY(fact);
    QCOMPARE(fact->kind, RankedElsewhere::Kind::ProcessorForGpu);
    QCOMPARE(elsewhere_text(Voice(), *fact, gpu),
             std::string(
                 "The measurements are of a processor (A processor). On GeForce RTX 4090, which computes on a GPU, the "
                 "order can be another: measure it there."));
    const auto server = ranked_elsewhere(evidence, comparison, *m_catalogue.find("epyc-9755"));
    QVERIFY(server && server->kind == RankedElsewhere::Kind::OtherMachine);
  }

  void what_was_measured_there_needs_no_banner() {
    Study study = quick_look();
    study.devices = {"rtx-4090"};
    Evidence evidence(study, {}, nullptr);
    Measurement cell = test::decode(study.models[0], 8, 2048, 10);
    cell.key.device = "rtx-4090";
    evidence.add(cell);
    QVERIFY(!ranked_elsewhere(evidence, looking_at(evidence), *m_catalogue.find("rtx-4090")));
    QVERIFY(ranked_elsewhere(evidence, looking_at(evidence), *m_catalogue.find("l4")));
  }

  /// The machine that is decided about is one more device: every question to the evidence is asked of it alike.
  void a_machine_that_is_not_here_is_a_band_everywhere() {
    Evidence evidence = decided_about("rtx-4090");
    const std::string model = evidence.models()[0];
    const OperatingPoint there{2048, 8, 150, "rtx-4090"};
    const Quantity wait = evidence.value(model, Metric::AnswerTime, there);
    Workload workload;
    workload.prompt_tokens = 2048;
    workload.requests = 8;
    workload.answer_tokens = 150;
    const Machine& machine = *evidence.machine_of("rtx-4090");
    const TargetWait same = target_wait(*evidence.bands(), machine, *evidence.formulas(model), workload);
    QVERIFY(wait.value && wait.ci95 && wait.ci95->low < *wait.value && *wait.value < wait.ci95->high);
    QCOMPARE(*wait.value, *same.wait.value);
    QCOMPARE(wait.source, Source::Modelled);
    QVERIFY(!may_decide(wait));
    QVERIFY(evidence.is_elsewhere("rtx-4090") && !evidence.is_elsewhere("cpu"));
    QCOMPARE(device_name(Voice(), evidence, "rtx-4090"), machine.name);
    QVERIFY(evidence.limits("rtx-4090")->memory_bytes < *machine.memory_bytes);
    const Curve curve = evidence.curve(model, Metric::Tpot, Along::Context, there, 128, 65'536);
    QVERIFY(curve.size() > 5);
    for (const CurvePoint& point : curve)
      QVERIFY(point.quantity.ci95 && point.quantity.source == Source::Modelled);
    QCOMPARE(evidence.value(model, Metric::Tpot, {2048, 1, 150, "nobody's"}).gap, Gap::Elsewhere);
    QCOMPARE(evidence.value(model, Metric::Tpot, {2048, 1, 150, "gaudi-3"}).gap == Gap::NotStated,
             !evidence.machine_of("gaudi-3")->bandwidth);
  }

  void what_was_imported_of_it_is_shown_as_stated_and_narrows_the_rest() {
    Evidence evidence = decided_about("rtx-4090");
    const std::string model = evidence.models()[0];
    const OperatingPoint near{2048, 1, 150, "rtx-4090"}, far{8192, 1, 150, "rtx-4090"};
    const Interval before = *evidence.value(model, Metric::Tpot, far).ci95;
    Measurement cell = test::decode(model, 1, 2048, 6);
    cell.key.device = "rtx-4090";
    cell.source = Source::Imported;
    cell.weight_bytes = evidence.formulas(model)->footprint().weight_bytes();
    cell.tpot_ms = Estimate{6.25, {}, 20};
    evidence.add(cell);
    const Quantity stated = evidence.value(model, Metric::Tpot, near);
    QVERIFY(stated.value == 6.25 && stated.source == Source::Imported && may_decide(stated));
    const Interval after = *evidence.value(model, Metric::Tpot, far).ci95;
    QVERIFY(after.high / after.low < before.high / before.low);
    QVERIFY(evidence.measurements().size() == 1); // of the machine that is decided about, whatever the study measures
  }

  void what_stands_over_every_page() {
    Evidence evidence = decided_about("rtx-4090");
    Comparison comparison = looking_at(evidence);
    QVERIFY(!target_notice(evidence, comparison)); // the processor's own times
    comparison.at.device = "rtx-4090";
    const auto notice = target_notice(evidence, comparison);
    QVERIFY(notice && !notice->ranked);
    time(evidence, evidence.models()[0], 1000);
    const auto ranked = target_notice(evidence, comparison);
    QVERIFY(ranked && ranked->ranked);
    QCOMPARE(ranked->ranked->kind, RankedElsewhere::Kind::ProcessorForGpu);
    QVERIFY(notice_text(Voice(), *ranked).find("which computes on a GPU") != std::string::npos);
    const NextStep step = next_step(evidence, comparison, ranking(evidence, comparison), {});
    QCOMPARE(step.kind, NextStep::Kind::MeasureThere);
    QCOMPARE(step.models.size(), evidence.models().size());
    for (const std::string& model : evidence.models())
      for (Measurement cell : {test::prefill(model, 8, 2048, 100), test::decode(model, 8, 2048, 2)}) {
        cell.key.device = "rtx-4090";
        cell.source = Source::Imported;
        (cell.key.kind == CellKey::Kind::Decode ? cell.tpot_ms : cell.ttft_ms) = Estimate{cell.samples_ms[0], {}, 20};
        evidence.add(cell);
      }
    QVERIFY(!target_notice(evidence, comparison)); // all of it was measured there
  }

  void nothing_is_chosen_by_bands() {
    const Evidence evidence = decided_about("h100-sxm-80gb");
    Comparison comparison = looking_at(evidence);
    comparison.at.device = "h100-sxm-80gb";
    for (const Ranked& place : ranking(evidence, comparison))
      QCOMPARE(group_of(place.kind), Group::Unknown);
    const Answer all = answer(evidence, comparison);
    QCOMPARE(all.headline.kind, Headline::Kind::CannotCompare);
    const Voice english;
    QCOMPARE(headline_text({english, evidence, comparison}, all.headline),
             std::string("No choice on NVIDIA H100 80 GB SXM yet: 4 of 4 not measured there"));
    const Provenance origin = provenance(evidence, contenders(evidence, comparison), {all.waits[0].total});
    QVERIFY(origin.data_sheet && origin.nothing_measured && !origin.speed);
  }

  /// Nobody has the machine yet: a phrase names it, and says "what we have" of none but those that are here.
  void phrases_name_the_machine() {
    const Evidence evidence = decided_about("rtx-4090");
    Comparison comparison = looking_at(evidence);
    Phrase phrase;
    phrase.kind = Phrase::Kind::Infrastructure;
    phrase.who = {evidence.models()[0], {}};
    phrase.figures.resize(1);
    phrase.figures[0].quantity.value = 2e9;
    for (const int64_t bytes : {int64_t{1'000'000'000}, int64_t{24'000'000'000}}) {
      phrase.capacity = bytes;
      comparison.at.device = "rtx-4090";
      const std::string there = phrase_text({Voice(), evidence, comparison}, phrase);
      QVERIFY2(there.find("GeForce RTX 4090") != std::string::npos, there.c_str());
      QVERIFY2(there.find("what we have") == std::string::npos, there.c_str());
      comparison.at.device = evidence.study().devices.front();
      const std::string here = phrase_text({Voice(), evidence, comparison}, phrase);
      QVERIFY2(here.find("what we have") != std::string::npos, here.c_str());
    }
  }

  void measured_there_by_one_line() {
    Study study;
    study.models = {"mamba2@1.3b", "/home/me/my model; rm -rf x's"};
    study.precision = "q4";
    QCOMPARE(
        measure_there_command(study, {600, 2, 150, {}}, *m_catalogue.find("rtx-4090")),
        std::string("for model in mamba2@1.3b '/home/me/my model; rm -rf x'\\''s'; do paretoscope-engine measure "
                    "\"$model\" --device vulkan:0 --precision q4 --prompt 600 --context 600 --batch 2 --json; done > "
                    "rtx-4090.jsonl"));
    QVERIFY(measure_there_command(study, {}, *m_catalogue.find("epyc-9755")).find("--device cpu") != std::string::npos);
  }

  void hybrid_ratios_are_published_and_open() {
    const Study study = hybrid_ratios();
    const Evidence evidence(study, {}, test::publishedResults());
    for (const std::string& model : study.models) {
      QVERIFY2(evidence.problem(model).empty(), evidence.problem(model).c_str());
      const Quantity quality = evidence.value(model, Metric::Quality, {2048, 1, 1, {}}, "ruler13_avg");
      QVERIFY2(quality.value && quality.source == Source::Published, model.c_str());
      QVERIFY(evidence.is_compared(model));
    }
    QCOMPARE(first_test(evidence), std::optional<std::string>("ruler13_avg"));
    for (const std::string& word : built_in_study_words())
      QVERIFY(built_in_study(word));
    QVERIFY(!built_in_study("study.json"));
  }

  /// Memory by formula, a wait of its own where it was measured or imported, a band elsewhere.
  void a_shelf_of_machines() {
    Study study = quick_look();
    study.devices = {"cpu", "rtx-4090"};
    Evidence evidence(study, {}, nullptr);
    time(evidence, study.models[0], 1000);
    for (Measurement cell : {test::prefill(study.models[0], 8, 2048, 100), test::decode(study.models[0], 8, 2048, 2)}) {
      cell.key.device = "rtx-4090";
      cell.source = Source::Imported;
      (cell.key.kind == CellKey::Kind::Decode ? cell.tpot_ms : cell.ttft_ms) = Estimate{cell.samples_ms[0], {}, 20};
      evidence.add(cell);
    }
    evidence.set_targets(std::make_shared<const Targets>(
        Targets{m_catalogue,
                *SpeedBands::parse(*read_strict_json(test::resource("hardware/measured-speeds.json")), m_catalogue)}));
    const ShelfQuestion question{study.models[0], {2048, 8, 150, {}}, int64_t{8} << 30};
    const std::vector<ShelfCard> cards = shelf(evidence, m_catalogue, question);
    QCOMPARE(cards.size(), m_catalogue.machines().size() + 1);
    QCOMPARE(cards[0].part, ShelfPart::Here);
    QCOMPARE(cards[0].wait.source, Source::Measured);
    QVERIFY(std::is_sorted(cards.begin(), cards.end(),
                           [](const ShelfCard& a, const ShelfCard& b) { return a.part < b.part; }));
    int modelled = 0;
    for (const ShelfCard& card : cards) {
      const bool there = card.part != ShelfPart::Here && card.machine != "rtx-4090" && card.wait.value;
      modelled += there;
      QVERIFY(card.machine != "rtx-4090" || (card.wait.source == Source::Imported && !card.writing));
      QVERIFY(!there || (card.wait.source == Source::Modelled && card.wait.ci95 && card.writing));
      QCOMPARE(card.taken_bytes, card.fit.weight_bytes + card.fit.step_bytes + 8 * card.fit.request_bytes);
      QVERIFY(!card.fit.known() || card.holds_workload == (card.overflow_bytes() == 0));
    }
    QVERIFY(modelled > 30);
    QVERIFY(shelf(evidence, m_catalogue, {"nothing", {}, 0}).empty());
  }

  /// Where waits follow operations nothing changes; where they do not, it is said in one sentence.
  void what_the_wait_changes_of_the_front() {
    Evidence evidence(hybrid_ratios(), {}, test::publishedResults());
    const Comparison comparison = looking_at(evidence);
    QVERIFY(!front_change(evidence, comparison).known());
    const std::vector<std::string> models = hybrid_ratios().models; // from no attention to most of it
    for (size_t i = 0; i < models.size(); ++i)
      time(evidence, models[i], 1000 + 100 * static_cast<double>(i));
    const FrontChange same = front_change(evidence, comparison);
    QVERIFY(same.known());
    QCOMPARE(same.models, models);
    QVERIFY(!same.by_operations.empty() && !same.by_wait.empty());
    Evidence other(hybrid_ratios(), {}, test::publishedResults());
    for (size_t i = 0; i < models.size(); ++i)
      time(other, models[i], 2000 - 100 * static_cast<double>(i)); // attention is quicker here
    const FrontChange turned = front_change(other, comparison);
    QCOMPARE(turned.by_wait, std::vector<std::string>{"hybrid-gdn-attn@1.3b"}); // the best and the quickest
    QVERIFY(!turned.left().empty() || turned.by_operations == turned.by_wait);
    const Voice english;
    const std::string said = front_text({english, other, comparison}, turned);
    QVERIFY2(said.find("over the wait measured here") != std::string::npos, said.c_str());
  }
};

PARETO_TEST(TestElsewhere)
#include "tst_elsewhere.moc"
