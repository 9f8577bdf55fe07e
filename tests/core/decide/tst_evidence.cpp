// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/evidence.h"
#include "core/decide/speed_model.h"
#include "core/decide/statements.h"
#include "core/decide/trade_off.h"
#include "core/decide/words/names.h"
#include "core/formats/model_footprint.h"
#include "core/formats/strict_json.h"
#include "tests/support/full_study.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace pareto;
using test::decode;
using test::prefill;

namespace {

const std::string kPilotAttention = "softmax-attention@pilot", kPilotMamba2 = "mamba2@pilot";

Study study_of(std::vector<std::string> models) {
  Study study;
  study.models = std::move(models);
  return study;
}

Calibration calibration() {
  Calibration c;
  c.roofline.bytes_per_s = 20e9;
  c.roofline.flops_per_s = 200e9;
  return c;
}

Evidence with(std::initializer_list<Measurement> cells) {
  Evidence evidence(study_of({kPilotAttention, kPilotMamba2}), calibration(), test::publishedResults());
  for (const Measurement& cell : cells)
    evidence.add(cell);
  return evidence;
}

bool close(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); }

} // namespace

Measurement on(const std::string& device, const std::string& name, Measurement m) {
  m.key.device = device;
  m.device_name = name;
  return m;
}

class TestEvidence : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void an_interval_is_computed_once_a_cell_and_again_when_it_grows() {
    Evidence evidence = with({});
    int cells = 0;
    for (const std::string& model : {kPilotAttention, kPilotMamba2})
      for (int batch : {1, 8})
        for (int64_t context : {512, 2048, 4096}) {
          for (int round = 0; round < 50; ++round)
            evidence.add(decode(model, batch, context, 10));
          ++cells;
        }
    const auto look = [&] { // as a drag of the slider does
      for (int64_t context = 128; context <= 65'536; context += context / 4) {
        const OperatingPoint at{context, 8, 150};
        for (const std::string& model : {kPilotAttention, kPilotMamba2}) {
          for (Metric metric : {Metric::Tpot, Metric::AnswerTime, Metric::DecodeRate, Metric::Memory})
            static_cast<void>(evidence.value(model, metric, at));
          static_cast<void>(evidence.curve(model, Metric::Tpot, Along::Context, at, 128, 65'536));
        }
      }
    };
    QCOMPARE(evidence.effort().estimates, int64_t{0}); // nothing before somebody asks
    look();
    QCOMPARE(evidence.effort().estimates, int64_t{cells});
    look();
    QCOMPARE(evidence.effort().estimates, int64_t{cells});
    evidence.add(decode(kPilotMamba2, 8, 2048, 11));
    look();
    QCOMPARE(evidence.effort().estimates, int64_t{cells + 1}); // that cell alone
    QCOMPARE(evidence.effort().opened, int64_t{2});
  }

  void another_study_of_the_same_models_opens_nothing() {
    Evidence evidence = with({decode(kPilotAttention, 8, 2048, 40), decode(kPilotMamba2, 8, 2048, 20)});
    const ModelFacts& facts = evidence.facts(kPilotMamba2);
    const double before = *evidence.value(kPilotMamba2, Metric::Tpot, {}).value;
    const Effort effort = evidence.effort();
    evidence.set_study(study_of({kPilotAttention})); // unticked
    QVERIFY(!evidence.value(kPilotMamba2, Metric::Tpot, {}).value);
    QCOMPARE(evidence.models().size(), size_t{1});
    evidence.add(decode(kPilotMamba2, 8, 512, 20)); // measured meanwhile
    evidence.set_study(study_of({kPilotAttention, kPilotMamba2}));
    QCOMPARE(*evidence.value(kPilotMamba2, Metric::Tpot, {}).value, before);
    QVERIFY(evidence.value(kPilotMamba2, Metric::Tpot, {512, 8, 150}).value);
    QCOMPARE(evidence.effort().opened, effort.opened);
    QCOMPARE(&evidence.facts(kPilotMamba2), &facts);
    Study coarse = study_of({kPilotMamba2});
    coarse.precision = "q8"; // its own results, and none of the others'
    evidence.set_study(coarse);
    QVERIFY(!evidence.value(kPilotMamba2, Metric::Tpot, {}).value);
    QCOMPARE(evidence.measurements().size(), size_t{0});
    QCOMPARE(evidence.everything().size(), size_t{3});
    QVERIFY(evidence.value_at("f16", kPilotMamba2, Metric::Tpot, {}).value);
  }

  void a_name_is_shared_as_long_as_another_has_it() {
    Evidence evidence(study_of({"mamba2@1.3b", "mamba2@340m", kPilotAttention}), {}, nullptr);
    QVERIFY(evidence.shares_name("mamba2@1.3b") && evidence.shares_name("mamba2@340m"));
    QVERIFY(!evidence.shares_name(kPilotAttention) && !evidence.shares_name("of another study"));
    evidence.set_study(study_of({"mamba2@1.3b", kPilotAttention}));
    QVERIFY(!evidence.shares_name("mamba2@1.3b") && !evidence.shares_name("mamba2@340m"));
    evidence.set_study(study_of({"mamba2@1.3b", "mamba2@340m"}));
    QVERIFY(evidence.shares_name("mamba2@1.3b"));
  }

  void name_of_a_folder_says_nothing_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"x@1.3b", "mamba2@1.3b", "x@.b", "x@1.3.3b", "@", "gdn@", "mamba2@340m"})
      QTest::newRow(name) << name;
  }

  /// A small checkpoint was shown as Mamba-2 1.3 B with published perplexity because its folder was called x@1.3b.
  void name_of_a_folder_says_nothing() {
    QFETCH(QString, name);
    const QTemporaryDir folder;
    const std::filesystem::path place = folder.filePath(name).toStdString();
    std::filesystem::copy(PARETO_GOLDEN_DIR "/hf/mamba2", place);
    Study study = study_of({place.string(), place.string() + "/config.json"});
    const Evidence evidence(study, calibration(), test::publishedResults());
    for (const std::string& id : study.models) {
      const ModelFacts& facts = evidence.facts(id);
      QVERIFY2(facts.opened(), facts.problem.c_str());
      QCOMPARE(facts.size, std::string());
      QCOMPARE(facts.family, std::string("custom"));
      QVERIFY(*facts.parameters < 100'000);
      QVERIFY(facts.name != "Mamba-2");
      for (const std::string& metric : test::publishedResults()->metrics(study.quality_group)) {
        QCOMPARE(int(evidence.value(id, Metric::Quality, {}, metric).gap), int(Gap::SpeedOnly));
        QVERIFY(!evidence.published_row(id, metric));
      }
    }
  }

  void results_never_cross_fingerprints() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("config.json").toStdString();
    const auto write = [&](int layers) {
      nlohmann::json config = *read_strict_json(PARETO_GOLDEN_DIR "/hf/llama/config.json");
      config["num_hidden_layers"] = layers;
      std::ofstream(file) << config.dump();
    };
    write(2);
    Study study = study_of({file});
    Evidence evidence(study, calibration(), test::publishedResults());
    Measurement two = decode("", 8, 2048, 40);
    two.key.model = file;
    two.fingerprint = evidence.facts(file).fingerprint;
    evidence.add(two);
    Score score;
    score.model = file;
    score.fingerprint = two.fingerprint;
    score.precision = study.precision;
    score.context = 1024;
    score.value = 1.5;
    evidence.add(score);
    QVERIFY(std::abs(*evidence.value(file, Metric::Tpot, {}).value - 40) < 1);
    QCOMPARE(evidence.own_metrics().size(), size_t{1});
    write(3);
    evidence.look_again();
    QVERIFY(!evidence.value(file, Metric::Tpot, {}).value); // another model lies there now
    QVERIFY(evidence.own_metrics().empty());
    QVERIFY(evidence.owners(two.fingerprint, file).empty());
    QCOMPARE(evidence.measurements().size(), size_t{1}); // kept all the same
    Measurement three = two;
    three.fingerprint = evidence.facts(file).fingerprint;
    QVERIFY(three.fingerprint != two.fingerprint);
    for (double& ms : three.samples_ms)
      ms *= 2;
    evidence.add(three);
    QVERIFY(std::abs(*evidence.value(file, Metric::Tpot, {}).value - 80) < 1);
    QCOMPARE(evidence.value(file, Metric::Tpot, {}).n, 20); // not pooled
    write(2);
    evidence.look_again();
    QVERIFY(std::abs(*evidence.value(file, Metric::Tpot, {}).value - 40) < 1); // it is back
    QCOMPARE(evidence.own_metrics().size(), size_t{1});
  }

  void a_model_keeps_its_results_where_it_is_moved() {
    const QTemporaryDir folder;
    const std::filesystem::path here = folder.filePath("here").toStdString(),
                                there = folder.filePath("there").toStdString();
    std::filesystem::copy(PARETO_GOLDEN_DIR "/hf/llama", here);
    Measurement m = decode(here.string(), 8, 2048, 40);
    QVERIFY(!m.fingerprint.empty());
    std::filesystem::rename(here, there);
    Evidence evidence(study_of({there.string()}), calibration(), test::publishedResults());
    evidence.add(m);
    QVERIFY(evidence.value(there.string(), Metric::Tpot, {}).value);
    QCOMPARE(evidence.owners(m.fingerprint, m.key.model), std::vector<std::string>{there.string()});
  }

  /// Those of stores before version 4: shown with a mark while nothing else is known, never pooled.
  void results_without_a_fingerprint_are_marked() {
    Measurement old = decode(kPilotMamba2, 8, 2048, 40), other = decode(kPilotMamba2, 1, 512, 10);
    old.fingerprint.clear();
    Evidence evidence = with({old});
    const Quantity marked = evidence.value(kPilotMamba2, Metric::Tpot, {});
    QVERIFY(std::abs(*marked.value - 40) < 1);
    QCOMPARE(marked.noise, std::vector<std::string>{kUnidentified});
    QVERIFY(evidence.noise().empty()); // the machine was quiet
    evidence.add(other);
    QVERIFY(evidence.value(kPilotMamba2, Metric::Tpot, {512, 1, 150}).noise.empty());
    QVERIFY(evidence.value(kPilotMamba2, Metric::Tpot, {}).reach == Reach::Beyond); // the old one counts no longer
    Score score;
    score.model = kPilotMamba2;
    score.precision = evidence.study().precision;
    score.context = 1024;
    score.value = 2;
    evidence.add(score);
    QCOMPARE(evidence.value(kPilotMamba2, Metric::Quality, {1024, 8, 150}, "own:bits_per_byte@1024").noise,
             std::vector<std::string>{kUnidentified});
    score.fingerprint = other.fingerprint;
    score.value = 1;
    evidence.add(score);
    const Quantity quality = evidence.value(kPilotMamba2, Metric::Quality, {1024, 8, 150}, "own:bits_per_byte@1024");
    QCOMPARE(*quality.value, 1.0);
    QVERIFY(quality.noise.empty());
  }

  void devices_never_mix() {
    Study study = study_of({kPilotAttention, kPilotMamba2});
    study.devices = {"cpu", "vulkan:0"};
    Evidence evidence(study, calibration(), test::publishedResults());
    for (int i = 0; i < 2; ++i) {
      evidence.add(on("cpu", "A CPU", decode(kPilotAttention, 8, 2048, 40)));
      evidence.add(on("vulkan:0", "A GPU", decode(kPilotAttention, 8, 2048, 10)));
    }
    evidence.add(on("vulkan:0", "A GPU", decode(kPilotAttention, 8, 512, 5)));
    evidence.add(on("vulkan:1", "Another GPU", decode(kPilotAttention, 8, 2048, 1))); // not in the study
    const auto at = [&](const char* device, int64_t context) {
      return evidence.value(kPilotAttention, Metric::Tpot, {context, 8, 150, device});
    };
    QVERIFY(std::abs(*at("cpu", 2048).value - 40) < 1);
    QVERIFY(std::abs(*at("vulkan:0", 2048).value - 10) < 1);
    QCOMPARE(*at("", 2048).value, *at("cpu", 2048).value); // the first, where none is asked for
    QCOMPARE(int(at("vulkan:0", 1024).reach), int(Reach::Interpolated));
    QVERIFY(at("cpu", 1024).reach != Reach::Interpolated); // the other device's places are not its own
    QVERIFY(!at("vulkan:1", 2048).value);
    QCOMPARE(evidence.curve(kPilotMamba2, Metric::Tpot, Along::Context, {2048, 8, 150, "vulkan:0"}, 128, 65536).size(),
             size_t{0});
  }

  void beyond_the_measured_range_each_device_has_its_own_limits() {
    Study study = study_of({kPilotAttention});
    study.devices = {"cpu", "vulkan:0"};
    Evidence evidence(study, calibration(), test::publishedResults());
    evidence.add(on("vulkan:0", "A GPU", decode(kPilotAttention, 1, 512, 5)));
    // Many requests on a short context: they share the weights' bytes but not their operations, so the two limits part.
    // At a long context the cache outweighs the weights and takes as many bytes as operations: there both limits say
    // nearly the same.
    const OperatingPoint far{512, 64, 150, "vulkan:0"}, long_context{65536, 64, 150, "vulkan:0"};
    QVERIFY(
        !evidence.value(kPilotAttention, Metric::Tpot, far).value); // nothing known of it: not modelled with the CPU's
    Calibration slow = calibration(), fast = calibration();
    slow.roofline.flops_per_s = 1e9;
    fast.roofline.bytes_per_s = 1e9;
    evidence.set_limits("vulkan:0", slow);
    const double bound_by_compute = *evidence.value(kPilotAttention, Metric::Tpot, far).value,
                 long_by_compute = *evidence.value(kPilotAttention, Metric::Tpot, long_context).value;
    evidence.set_limits("vulkan:0", fast);
    QVERIFY(std::abs(*evidence.value(kPilotAttention, Metric::Tpot, far).value / bound_by_compute - 1) > 0.05);
    QVERIFY(std::abs(*evidence.value(kPilotAttention, Metric::Tpot, long_context).value / long_by_compute - 1) < 0.05);
  }

  void another_device_of_the_same_name_replaces_it() {
    Study study = study_of({kPilotAttention, kPilotMamba2});
    study.devices = {"vulkan:0"};
    Evidence evidence(study, calibration(), test::publishedResults());
    evidence.add(on("vulkan:0", "", decode(kPilotAttention, 8, 2048, 20))); // older stores do not say
    evidence.add(on("vulkan:0", "Old GPU", decode(kPilotAttention, 8, 2048, 20)));
    evidence.add(on("vulkan:0", "Old GPU", decode(kPilotMamba2, 8, 2048, 20)));
    QCOMPARE(evidence.measured_name("vulkan:0"), std::string("Old GPU"));
    evidence.add(on("vulkan:0", "New GPU", decode(kPilotAttention, 8, 2048, 10)));
    QVERIFY(std::abs(*evidence.value(kPilotAttention, Metric::Tpot, {2048, 8, 150}).value - 10) < 1);
    QVERIFY(!evidence.value(kPilotMamba2, Metric::Tpot, {2048, 8, 150}).value);
    QCOMPARE(evidence.measured_name("vulkan:0"), std::string("New GPU"));
    QCOMPARE(evidence.measurements().size(), size_t{4}); // nothing is lost
  }

  void measured_cell_is_exact_and_has_its_interval() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 2048, 40)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(q.value && std::abs(*q.value - 40) < 0.5);
    QVERIFY(q.ci95 && q.ci95->low < 40 && q.ci95->high > 40);
    QCOMPARE(int(q.reach), int(Reach::Exact));
    QCOMPARE(int(q.source), int(Source::Measured));
    QVERIFY(!q.preview);
  }

  void preview_has_no_interval() {
    const Quantity q =
        with({decode(kPilotAttention, 8, 2048, 40, true)}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(q.value && !q.ci95 && q.preview);
  }

  void between_contexts_is_linear_and_hollow() {
    const Evidence evidence =
        with({decode(kPilotAttention, 8, 1000, 20, false, 0), decode(kPilotAttention, 8, 3000, 60, false, 0)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {1500, 8, 150});
    QVERIFY(q.value && close(*q.value, 30));
    QCOMPARE(int(q.reach), int(Reach::Interpolated));
  }

  void between_requests_is_linear() {
    const Evidence evidence =
        with({decode(kPilotAttention, 1, 1000, 10, false, 0), decode(kPilotAttention, 8, 1000, 45, false, 0)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {1000, 4, 150});
    QVERIFY(q.value && close(*q.value, 25));
  }

  void inside_the_rectangle_both_axes_interpolate() {
    const Evidence evidence =
        with({decode(kPilotAttention, 1, 1000, 10, false, 0), decode(kPilotAttention, 1, 2000, 20, false, 0),
              decode(kPilotAttention, 3, 1000, 30, false, 0), decode(kPilotAttention, 3, 2000, 60, false, 0)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {1500, 2, 150});
    QVERIFY(q.value && close(*q.value, 30)); // mean of 15 and 45
  }

  void outside_the_measured_range_is_a_modelled_band() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 512, 20), decode(kPilotAttention, 8, 4096, 40)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {65536, 8, 150});
    QVERIFY(q.value && *q.value > 40);
    QCOMPARE(int(q.reach), int(Reach::Beyond));
    QCOMPARE(int(q.source), int(Source::Modelled));
    QVERIFY(q.ci95 && q.ci95->low < *q.value && q.ci95->high > *q.value);
  }

  void the_model_meets_the_measurement_at_its_edge() {
    const Evidence evidence =
        with({decode(kPilotAttention, 8, 512, 20, false, 0), decode(kPilotAttention, 8, 4096, 40, false, 0)});
    const Quantity edge = evidence.value(kPilotAttention, Metric::Tpot, {4096, 8, 150}),
                   beyond = evidence.value(kPilotAttention, Metric::Tpot, {4097, 8, 150});
    QVERIFY(std::abs(*beyond.value / *edge.value - 1) < 0.01);
  }

  void nothing_measured_is_missing_with_a_reason() {
    const Quantity q = with({}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(!q.value);
    QVERIFY(!q.why.empty());
    QCOMPARE(int(q.source), int(Source::Missing));
  }

  void a_failed_cell_gives_its_reason() {
    Measurement failed = decode(kPilotAttention, 8, 2048, 1);
    failed.samples_ms.clear();
    failed.error = "This cell needs 99 MiB.";
    const Quantity q = with({failed}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(!q.value);
    QCOMPARE(q.why, failed.error);
  }

  void refined_rounds_replace_previews_and_pool() {
    Evidence evidence = with({decode(kPilotAttention, 8, 2048, 80, true), decode(kPilotAttention, 8, 2048, 40),
                              decode(kPilotAttention, 8, 2048, 40), decode(kPilotAttention, 8, 2048, 90, true)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(!q.preview && q.ci95);
    QVERIFY(std::abs(*q.value - 40) < 0.5);
    QCOMPARE(q.n, 40);
  }

  void a_quiet_round_is_shown_before_a_disturbed_one() {
    const OperatingPoint at{2048, 8, 150};
    Measurement busy = decode(kPilotAttention, 8, 2048, 80), quiet = decode(kPilotAttention, 8, 2048, 40),
                preview = decode(kPilotAttention, 8, 2048, 50, true), odd = decode(kPilotAttention, 8, 2048, 20);
    busy.condition = Condition::Disturbed;
    busy.lost_share = 0.25;
    busy.lost_to = "host";
    busy.run = 2;
    busy.row = 9;
    odd.condition = Condition::Suspect;
    Evidence evidence = with({odd});
    QCOMPARE(int(evidence.value(kPilotAttention, Metric::Tpot, at).condition), int(Condition::Suspect));
    evidence.add(busy);
    const Quantity disturbed = evidence.value(kPilotAttention, Metric::Tpot, at);
    QCOMPARE(int(disturbed.condition), int(Condition::Disturbed));
    QVERIFY(std::abs(*disturbed.value - 80) < 1 && disturbed.lost_share == 0.25 && disturbed.lost_to == "host");
    QCOMPARE(disturbed.cells, std::vector<std::string>{"2:9"});
    QVERIFY(!may_decide(disturbed) && evidence.rounds(kPilotAttention, Metric::Tpot, at).empty());
    QVERIFY(evidence.conditions().disturbed == 1 && evidence.conditions().cells == 1);
    evidence.add(preview);
    QVERIFY(std::abs(*evidence.value(kPilotAttention, Metric::Tpot, at).value - 50) < 1); // quiet, if quick
    evidence.add(quiet);
    evidence.add(busy); // later, and no better for that
    const Quantity shown = evidence.value(kPilotAttention, Metric::Tpot, at);
    QVERIFY(std::abs(*shown.value - 40) < 1 && shown.n == 20 && may_decide(shown) && shown.cells.empty());
    QCOMPARE(evidence.conditions().disturbed, 0);
  }

  void rounds_are_kept_apart_and_made_of_their_own_parts() {
    Evidence evidence = with({});
    for (int64_t context : {1024, 2048})
      test::add_rounds(evidence, decode(kPilotAttention, 8, context, 0.01 * static_cast<double>(context)), 3);
    test::add_rounds(evidence, prefill(kPilotAttention, 8, 2048, 1000), 2); // the third round read no prompt
    const OperatingPoint at{2048, 8, 101};
    QCOMPARE(evidence.rounds(kPilotAttention, Metric::Tpot, at).size(), size_t(3));
    const Rounds answers = evidence.rounds(kPilotAttention, Metric::AnswerTime, at);
    QCOMPARE(answers.size(), size_t(2));
    QVERIFY(answers.contains({1, 0}) && answers.contains({1, 1}));
    QVERIFY(std::abs(answers.at({1, 0}) / (answers.at({1, 1})) - (1 - 0.002)) < 1e-3);
    const Rounds between = evidence.rounds(kPilotAttention, Metric::Tpot, {1536, 8, 101});
    QVERIFY(between.size() == 3 && std::abs(between.at({1, 1}) - 15.36) < 0.2);
    QVERIFY(evidence.rounds(kPilotAttention, Metric::Tpot, {4096, 8, 101}).empty()); // beyond what was measured
    QVERIFY(evidence.rounds(kPilotAttention, Metric::Memory, at).empty());
  }

  void cells_of_another_precision_do_not_count() {
    Measurement other = decode(kPilotAttention, 8, 2048, 40);
    other.key.precision = "f32";
    QVERIFY(!with({other}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150}).value);
  }

  void answer_time_adds_first_token_and_the_rest() {
    const Evidence evidence = with({prefill(kPilotAttention, 1, 128, 200), decode(kPilotAttention, 1, 128, 10)});
    const Quantity q = evidence.value(kPilotAttention, Metric::AnswerTime, {128, 1, 101});
    QVERIFY(std::abs(*q.value - 1200) < 10);
    QVERIFY(q.ci95);
    QVERIFY(!evidence.value(kPilotMamba2, Metric::AnswerTime, {128, 1, 101}).value);
  }

  void rates_turn_their_interval_round() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 2048, 40)});
    const Quantity q = evidence.value(kPilotAttention, Metric::DecodeRate, {2048, 8, 150});
    QVERIFY(std::abs(*q.value - 200) < 3);
    QVERIFY(q.ci95->low < *q.value && *q.value < q.ci95->high);
  }

  /// No value beats the machine's limits: a time of what its memory does not hold decides nothing, and says why.
  void a_time_beyond_the_memory_is_suspect() {
    Calibration small = calibration();
    Evidence evidence = with({decode(kPilotAttention, 8, 65'536, 30), decode(kPilotAttention, 1, 64, 10)});
    const OperatingPoint far{65'536, 8, 1}, near{64, 1, 1};
    const auto needs = [&](const OperatingPoint& at) {
      return *evidence.value(kPilotAttention, Metric::Memory, at).value;
    };
    QVERIFY(needs(far) > 2 * needs(near));
    small.memory_bytes = static_cast<int64_t>((needs(far) + needs(near)) / 2);
    evidence.set_limits("cpu", small);
    const Quantity beyond = evidence.value(kPilotAttention, Metric::Tpot, far);
    QVERIFY(beyond.value);
    QCOMPARE(int(beyond.source), int(Source::Measured));
    QCOMPARE(int(beyond.condition), int(Condition::Suspect));
    QVERIFY(!may_decide(beyond));
    QCOMPARE(evidence.value(kPilotAttention, Metric::Tpot, near).condition, Condition::Quiet);
    const std::string said = condition_text(Voice(), beyond.condition, beyond.lost_share, beyond.lost_to);
    QVERIFY2(said.find("memory does not hold it") != std::string::npos, said.c_str());
    small.memory_bytes = 0; // nobody knows it
    evidence.set_limits("cpu", small);
    QCOMPARE(evidence.value(kPilotAttention, Metric::Tpot, far).condition, Condition::Quiet);
  }

  /// A band rests on quiet cells where there are any; else it is no surer than what it was made of.
  void a_band_of_disturbed_cells_is_disturbed() {
    Measurement busy = decode(kPilotMamba2, 1, 512, 20), quiet = decode(kPilotMamba2, 1, 1024, 10);
    busy.condition = Condition::Disturbed;
    busy.lost_share = 0.3;
    busy.lost_to = "other programs";
    Evidence evidence = with({busy});
    const OperatingPoint beyond{8192, 1, 1};
    Quantity band = evidence.value(kPilotMamba2, Metric::Tpot, beyond);
    QCOMPARE(band.source, Source::Modelled);
    QCOMPARE(band.condition, Condition::Disturbed);
    QCOMPARE(band.lost_to, std::string("other programs"));
    QVERIFY(provenance(evidence, {{kPilotMamba2, "cpu"}}, {band}).disturbed);
    evidence.add(quiet);
    band = evidence.value(kPilotMamba2, Metric::Tpot, beyond);
    QCOMPARE(band.condition, Condition::Quiet);
    QVERIFY2(*band.value < 12, qPrintable(QString::number(*band.value))); // by the quiet cell alone
  }

  void memory_is_the_formula_at_any_length() {
    const Evidence evidence = with({});
    const auto opened = open_model(kPilotAttention);
    const auto footprint = footprint_of(*opened, {Precision::F16, Format::F16});
    QVERIFY(footprint);
    for (int64_t context : {128, 65536}) {
      const Quantity q = evidence.value(kPilotAttention, Metric::Memory, {context, 3, 150});
      QCOMPARE(*q.value, double(footprint->weight_bytes() + footprint->state(3, context).total()));
      QCOMPARE(int(q.reach), int(Reach::Exact));
    }
    QCOMPARE(*evidence.value(kPilotMamba2, Metric::State, {128, 1, 1}).value,
             *evidence.value(kPilotMamba2, Metric::State, {65536, 1, 1}).value);
  }

  void quality_is_lent_only_to_the_same_size() {
    Evidence evidence(study_of({"softmax-attention@1.3b", "mingru@1.3b"}), calibration(), test::publishedResults());
    const Quantity same = evidence.value("softmax-attention@1.3b", Metric::Quality, {}, "fda_acc");
    QCOMPARE(*same.value, 52.2);
    QCOMPARE(int(same.source), int(Source::Published));
    for (const char* model : {"softmax-attention@340m", "softmax-attention@7b", "softmax-attention@probe",
                              "softmax-attention@pilot"}) { // the last two by their own parameters
      const Quantity other = Evidence(study_of({model}), calibration(), test::publishedResults())
                                 .value(model, Metric::Quality, {}, "fda_acc");
      QVERIFY2(!other.value, model);
      QVERIFY(QString::fromStdString(other.why).contains(QStringLiteral("not one model")));
    }
    const Quantity none = evidence.value("mingru@1.3b", Metric::Quality, {}, "fda_acc");
    QVERIFY(!none.value && !none.why.empty());
  }

  void a_custom_model_has_no_quality_and_its_own_name() {
    const std::string folder = PARETO_GOLDEN_DIR "/hf/llama";
    Evidence evidence(study_of({folder}), calibration(), test::publishedResults());
    QVERIFY(evidence.facts(folder).opened());
    QCOMPARE(evidence.facts(folder).name, std::string("llama"));
    QCOMPARE(evidence.facts(folder).family, std::string("custom"));
    const Quantity q = evidence.value(folder, Metric::Quality, {}, "fda_acc");
    QVERIFY(!q.value);
    QVERIFY(QString::fromStdString(q.why).contains(QStringLiteral("quality unknown")));
  }

  static Score score(const std::string& model, const std::string& precision, double value,
                     const char* file = "contract.txt", Score::Task task = Score::Task::BitsPerByte) {
    Score s;
    s.model = model;
    s.precision = precision;
    s.task = task;
    s.context = 1024;
    s.value = value;
    s.ci95 = Interval{value * 0.9, value * 1.1};
    s.n = 2000;
    s.bytes = 7000;
    s.file = file;
    s.time_utc = "2025-03-04T05:06:07Z";
    return s;
  }

  void own_text_is_quality_of_the_same_checkpoint_at_the_same_precision() {
    const std::string folder = PARETO_GOLDEN_DIR "/hf/llama";
    Evidence evidence(study_of({folder, kPilotAttention}), calibration(), test::publishedResults());
    QVERIFY(evidence.own_metrics().empty());
    const std::string metric = "own:bits_per_byte@1024", precision = evidence.study().precision;
    evidence.add(score(folder, precision == "f32" ? "f16" : "f32", 1.5));
    QVERIFY(evidence.own_metrics().empty()); // of another precision
    QCOMPARE(int(evidence.value(folder, Metric::Quality, {}, metric).gap), int(Gap::NotScored));
    evidence.add(score(folder, precision, 1.25));
    evidence.add(score("/elsewhere/other.gguf", precision, 0.5)); // not of the study
    QCOMPARE(evidence.own_metrics(), std::vector<std::string>{metric});
    const Quantity q = evidence.value(folder, Metric::Quality, {}, metric);
    QCOMPARE(*q.value, 1.25);
    QVERIFY(q.ci95 && close(q.ci95->low, 1.125));
    QCOMPARE(int(q.source), int(Source::Measured));
    QCOMPARE(q.file, std::string("contract.txt"));
    QCOMPARE(q.bytes, int64_t{7000});
    QCOMPARE(q.time_utc, std::string("2025-03-04T05:06:07Z"));
    QCOMPARE(int(Evidence(study_of({kPilotAttention}), calibration(), test::publishedResults())
                     .value(kPilotAttention, Metric::Quality, {}, metric)
                     .gap),
             int(Gap::NoWeights));
    evidence.add(score(folder, precision, 1.2)); // measured again
    QCOMPARE(*evidence.value(folder, Metric::Quality, {}, metric).value, 1.2);
  }

  void own_texts_do_not_mix() {
    const std::string one = PARETO_GOLDEN_DIR "/hf/llama", two = PARETO_GOLDEN_DIR "/hf/mamba2";
    Evidence evidence(study_of({one, two}), calibration(), test::publishedResults());
    const std::string metric = "own:bits_per_byte@1024", precision = evidence.study().precision;
    evidence.add(score(one, precision, 1.25));
    evidence.add(score(two, precision, 1.5, "letters.txt"));
    QVERIFY(evidence.value(two, Metric::Quality, {}, metric).value);
    QCOMPARE(int(evidence.value(one, Metric::Quality, {}, metric).gap), int(Gap::NotScored)); // of another text
    Score longer = score(one, precision, 1.3, "letters.txt");
    longer.bytes = 9000; // the file was changed in between
    evidence.add(longer);
    QCOMPARE(*evidence.value(one, Metric::Quality, {}, metric).value, 1.3);
    QVERIFY(!evidence.value(two, Metric::Quality, {}, metric).value);
  }

  void own_axes_know_their_direction() {
    const std::string folder = PARETO_GOLDEN_DIR "/hf/llama";
    Evidence evidence(study_of({folder}), calibration(), test::publishedResults());
    const std::string precision = evidence.study().precision;
    evidence.add(score(folder, precision, 0.83, "contract.txt", Score::Task::Lookup));
    evidence.add(score(folder, precision, 1.25));
    QCOMPARE(*evidence.value(folder, Metric::Quality, {}, "own:lookup").value, 83.0); // right of 100
    QVERIFY(higher_is_better(evidence, AxisChoice{Metric::Quality, "own:lookup"}));
    QVERIFY(!higher_is_better(evidence, AxisChoice{Metric::Quality, "own:bits_per_byte@1024"}));
    QCOMPARE(evidence.own_metrics(), (std::vector<std::string>{"own:lookup", "own:bits_per_byte@1024"}));
  }

  void sizes_never_mix() {
    const std::string small = PARETO_GOLDEN_DIR "/hf/llama";
    Study study = study_of({"mamba2@1.3b", "softmax-attention@1.3b", small, "mamba2@125m"});
    Evidence evidence(study, calibration(), test::publishedResults());
    for (const std::string& model : study.models)
      evidence.add(decode(model, 8, 2048, 40));
    QVERIFY(evidence.is_compared("mamba2@1.3b") && evidence.is_compared("softmax-attention@1.3b"));
    for (const std::string& other : {small, std::string("mamba2@125m")}) {
      QVERIFY(!evidence.is_compared(other));
      for (Metric metric : {Metric::Tpot, Metric::AnswerTime, Metric::Memory, Metric::State, Metric::Quality}) {
        const Quantity q = evidence.value(other, metric, {2048, 8, 150}, "fda_acc");
        QVERIFY(!q.value);
        QCOMPARE(int(q.gap), int(Gap::AnotherSize));
      }
      QVERIFY(evidence.curve(other, Metric::Memory, Along::Context, {}, 128, 65'536).empty());
    }
    study.baseline = "mamba2@125m"; // what the others are compared with says the size
    const Evidence turned(study, calibration(), test::publishedResults());
    QVERIFY(turned.is_compared("mamba2@125m") && !turned.is_compared("mamba2@1.3b") && !turned.is_compared(small));
    study.baseline = "nothing@of-this-kind";
    QVERIFY(Evidence(study, calibration(), test::publishedResults()).is_compared("mamba2@1.3b"));
  }

  void one_size_is_a_name_or_five_percent() {
    ModelFacts a, b;
    QVERIFY(!one_size(a, b)); // unknown
    a.parameters = 100;
    b.parameters = 105;
    QVERIFY(one_size(a, b) && one_size(b, a));
    b.parameters = 106;
    QVERIFY(!one_size(a, b) && !one_size(b, a));
    a.size = b.size = "1.3b";
    QVERIFY(one_size(a, b));
  }

  void a_model_outside_the_study_has_facts_without_numbers() {
    Evidence evidence(study_of({"mamba2@1.3b"}), calibration(), test::publishedResults());
    const ModelFacts& facts = evidence.facts("rwkv7@1.3b");
    QVERIFY(!facts.opened());
    QVERIFY(!facts.problem.empty() && !facts.parameters && facts.size.empty());
    QVERIFY(!evidence.published_row("rwkv7@1.3b", "fda_acc"));
  }

  void a_model_that_does_not_open_keeps_its_reason() {
    Evidence evidence(study_of({"jetmoe@pilot"}), calibration(), test::publishedResults());
    const ModelFacts& facts = evidence.facts("jetmoe@pilot");
    QVERIFY(!facts.opened());
    QVERIFY(!facts.parameters && !facts.weight_bytes && !facts.max_context && !facts.has_weights);
    QCOMPARE(evidence.problem("jetmoe@pilot"), facts.problem);
    QVERIFY(!evidence.value("jetmoe@pilot", Metric::Memory, {}).value);
  }

  void curve_runs_from_modelled_through_measured_to_modelled() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 512, 20), decode(kPilotAttention, 8, 2048, 30),
                                    decode(kPilotAttention, 8, 4096, 40)});
    const Curve curve = evidence.curve(kPilotAttention, Metric::Tpot, Along::Context, {2048, 8, 150}, 128, 65536);
    QCOMPARE(curve.front().at, 128.0);
    QCOMPARE(curve.back().at, 65536.0);
    int exact = 0;
    for (const CurvePoint& point : curve) {
      const bool measured = point.at == 512 || point.at == 2048 || point.at == 4096;
      QCOMPARE(int(point.quantity.reach), int(measured ? Reach::Exact : Reach::Beyond));
      exact += measured;
    }
    QCOMPARE(exact, 3);
    QVERIFY(std::is_sorted(curve.begin(), curve.end(),
                           [](const CurvePoint& a, const CurvePoint& b) { return a.at < b.at; }));
  }

  void memory_curve_needs_no_measurement() {
    QVERIFY(with({}).curve(kPilotAttention, Metric::Memory, Along::Requests, {2048, 8, 150}, 1, 64).size() >= 6);
    QVERIFY(with({}).curve(kPilotAttention, Metric::Tpot, Along::Requests, {2048, 8, 150}, 1, 64).empty());
  }
};

PARETO_TEST(TestEvidence)
#include "tst_evidence.moc"
