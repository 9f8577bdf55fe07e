// SPDX-License-Identifier: GPL-3.0-or-later
// Decisions about a machine that is not here: what is said over them, and the study of hybrid ratios.
#include "core/decide/targets/elsewhere.h"
#include "core/decide/targets/front_change.h"
#include "core/decide/targets/shelf.h"
#include "core/decide/words/target_words.h"
#include "core/formats/strict_json.h"
#include "core/study/built_in_studies.h"
#include "tests/support/measurements.h"
#include "tests/support/test_support.h"

using namespace pareto;

namespace {

std::shared_ptr<const PublishedResults> published() {
  const std::string file = test::resource("published/published-quality.json");
  return std::make_shared<PublishedResults>(*PublishedResults::parse(*read_strict_json(file), file));
}

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
    QCOMPARE(
        elsewhere_text(Voice(), *fact, gpu),
        std::string("These times are of a processor (A processor). On GeForce RTX 4090, which computes on a GPU, the "
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
    const Evidence evidence(study, {}, published());
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
    const Targets targets{
        m_catalogue,
        *SpeedBands::parse(*read_strict_json(test::resource("hardware/measured-speeds.json")), m_catalogue)};
    const ShelfQuestion question{study.models[0], {2048, 8, 150, {}}, int64_t{8} << 30};
    const std::vector<ShelfCard> cards = shelf(evidence, targets, question);
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
    QVERIFY(shelf(evidence, targets, {"nothing", {}, 0}).empty());
  }

  /// Where waits follow operations nothing changes; where they do not, it is said in one sentence.
  void what_the_wait_changes_of_the_front() {
    Evidence evidence(hybrid_ratios(), {}, published());
    const Comparison comparison = looking_at(evidence);
    QVERIFY(!front_change(evidence, comparison).known());
    const std::vector<std::string> models = hybrid_ratios().models; // from no attention to most of it
    for (size_t i = 0; i < models.size(); ++i)
      time(evidence, models[i], 1000 + 100 * static_cast<double>(i));
    const FrontChange same = front_change(evidence, comparison);
    QVERIFY(same.known());
    QCOMPARE(same.models, models);
    QVERIFY(!same.by_operations.empty() && !same.by_wait.empty());
    Evidence other(hybrid_ratios(), {}, published());
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

QTEST_APPLESS_MAIN(TestElsewhere)
#include "tst_elsewhere.moc"
