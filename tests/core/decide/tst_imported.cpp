// SPDX-License-Identifier: GPL-3.0-or-later
// What was imported: as evidence beside what was measured, and as runs that narrow a machine's band.
#include "core/decide/evidence.h"
#include "core/decide/stored_evidence.h"
#include "core/decide/targets/imported_runs.h"
#include "core/decide/targets/target_wait.h"
#include "core/formats/opened_models.h"
#include "core/formats/strict_json.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using namespace pareto;

namespace {

constexpr const char* kModel = "mamba2@1.3b";

Measurement decode(double ms, Source source = Source::Imported) {
  Measurement m;
  m.key = {CellKey::Kind::Decode, kModel, "rtx-4090", "q4", 1, 2048, 0};
  m.tpot_ms = Estimate{ms, std::nullopt, 200};
  m.source = source;
  m.run = 1;
  return m;
}

Study study() {
  Study study;
  study.models = {kModel};
  study.devices = {"rtx-4090"};
  study.precision = "q4";
  return study;
}

constexpr OperatingPoint kPlace{2048, 1, 150, {}};

Quantity value(const Evidence& evidence, Metric metric) { return evidence.value(kModel, metric, kPlace); }

} // namespace

class TestImported : public QObject {
  Q_OBJECT
private:
  const nlohmann::json m_speeds = *read_strict_json(test::resource("hardware/measured-speeds.json"));
  const MachineCatalogue m_catalogue =
      *MachineCatalogue::parse(*read_strict_json(test::resource("hardware/hardware.json")), m_speeds);

private Q_SLOTS:
  void values_are_shown_as_their_file_states_them() {
    Evidence evidence(study(), {}, nullptr);
    evidence.add(decode(6.1159775));
    const Quantity tpot = value(evidence, Metric::Tpot);
    QVERIFY(tpot.value == 6.1159775 && !tpot.ci95 && !tpot.preview);
    QCOMPARE(tpot.source, Source::Imported);
    QCOMPARE(tpot.n, 200);
    QVERIFY(may_decide(tpot));
    QVERIFY(evidence.rounds(kModel, Metric::Tpot, kPlace).empty()); // taken in turn with nothing
    Measurement prompt = decode(0);
    prompt.key = {CellKey::Kind::Prefill, kModel, "rtx-4090", "q4", 1, 0, 2048};
    prompt.tpot_ms.reset();
    prompt.ttft_ms = Estimate{100, Interval{90, 110}, 12};
    evidence.add(prompt);
    const Quantity wait = value(evidence, Metric::AnswerTime);
    QCOMPARE(wait.source, Source::Imported);
    QCOMPARE(*wait.value, 100 + 149 * 6.1159775);
    evidence.add(decode(7)); // imported later
    QCOMPARE(*value(evidence, Metric::Tpot).value, 7.0);
  }

  void what_was_measured_comes_first() {
    Evidence evidence(study(), {}, nullptr);
    evidence.add(decode(6));
    Measurement measured = decode(9, Source::Measured);
    measured.samples_ms = {8.9, 9.0, 9.1};
    measured.preview = true;
    evidence.add(measured);
    QCOMPARE(value(evidence, Metric::Tpot).source, Source::Measured);
    evidence.add(decode(6));
    QCOMPARE(value(evidence, Metric::Tpot).source, Source::Measured);
  }

  /// A measured result without a sample is a failure; an imported one has none by nature.
  void without_a_time_there_is_nothing() {
    Evidence evidence(study(), {}, nullptr);
    Measurement none = decode(6);
    none.tpot_ms.reset();
    evidence.add(none);
    QVERIFY(!value(evidence, Metric::Tpot).value);
  }

  void an_import_is_no_run_of_the_study() {
    RunStore::Contents contents;
    RunStore::Run own, other;
    own.id = 1;
    own.study = to_json(study()).dump();
    own.end = RunEnd::Stopped;
    other.id = 2;
    other.study = to_json(study()).dump();
    other.end = RunEnd::Complete;
    contents.runs = {own, other};
    contents.results = {{1, decode(9, Source::Measured)}, {2, decode(6)}};
    QVERIFY(stored_runs(study(), contents).stopped);
    contents.results[1].measurement.source = Source::Measured;
    QVERIFY(!stored_runs(study(), contents).stopped);
  }

  void machines_are_called_by_their_id() {
    std::vector<Measurement> cells{decode(6), decode(6), decode(6)};
    cells[0].key.device = "NVIDIA GeForce RTX 4090";
    cells[1].key.device = "l40s";
    cells[2].key.device = cells[2].device_name = "the box in the cellar";
    name_machines(cells, m_catalogue);
    QCOMPARE(cells[0].key.device, std::string("rtx-4090"));
    QCOMPARE(cells[0].device_name, std::string("GeForce RTX 4090"));
    QCOMPARE(cells[1].device_name, std::string("NVIDIA L40S"));
    QCOMPARE(cells[2].key.device, std::string("the box in the cellar"));
  }

  void a_known_model_tells_its_work() {
    std::vector<Measurement> cells{decode(6)};
    REQUIRE(know_model(cells, kModel));
    const Footprint footprint = *footprint_once(kModel, load_options(Precision::Q4));
    QCOMPARE(cells[0].weight_bytes, footprint.weight_bytes());
    QCOMPARE(cells[0].state_bytes, footprint.state(1, 2048).total());
    QVERIFY(cells[0].flops_per_token > 2e9 && !cells[0].fingerprint.empty());
    QVERIFY(!know_model(cells, "nothing@1.3b"));
    const auto run = run_of(cells[0], m_catalogue);
    QVERIFY(run);
    QCOMPARE(run->phase, RunPhase::Decode);
    QCOMPARE(run->width, WeightWidth::Four);
    QCOMPARE(run->rated, static_cast<double>(cells[0].weight_bytes + cells[0].state_bytes) /
                             *m_catalogue.find("rtx-4090")->bandwidth);
    QCOMPARE(run->seconds, 6e-3);
  }

  void runs_that_cannot_be_are_not_taken() {
    std::vector<Measurement> cells{decode(1e-3)}; // faster than the memory
    REQUIRE(know_model(cells, kModel));
    QVERIFY(!run_of(cells[0], m_catalogue));
    QVERIFY(!run_of(decode(6), m_catalogue)); // of a model nobody knows
    cells[0] = decode(6, Source::Measured);
    REQUIRE(know_model(cells, kModel));
    QVERIFY(!run_of(cells[0], m_catalogue));
  }

  /// One run that was measured there narrows what is modelled there.
  void an_import_narrows_the_band_of_its_machine() {
    SpeedBands bands = *SpeedBands::parse(m_speeds, m_catalogue);
    const Machine& machine = *m_catalogue.find("a10g");
    const SpeedModel model(*footprint_once(kModel, load_options(Precision::Q4)));
    Workload workload;
    workload.requests = 1;
    const TargetWait before = target_wait(bands, machine, model, workload);
    std::vector<Measurement> cells{decode(*before.tpot.value)};
    cells[0].key.device = "a10g";
    REQUIRE(know_model(cells, kModel));
    const auto run = run_of(cells[0], m_catalogue);
    QVERIFY(run);
    bands.add(*run);
    const TargetWait after = target_wait(bands, machine, model, workload);
    const auto width = [](const Quantity& q) { return q.ci95->high / q.ci95->low; };
    QVERIFY(width(after.tpot) < width(before.tpot));
    QCOMPARE(after.writing.proof, Proof::Own);
    QVERIFY(after.tpot.ci95->low <= *before.tpot.value && *before.tpot.value <= after.tpot.ci95->high);
  }
};

PARETO_TEST(TestImported)
#include "tst_imported.moc"
