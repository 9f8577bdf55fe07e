// SPDX-License-Identifier: GPL-3.0-or-later
// Whose a result is: names, fingerprints, sizes and devices never mix.
#include "core/formats/strict_json.h"
#include "tests/core/decide/evidence_support.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace pareto;
using test::calibration;
using test::decode;
using test::kPilotAttention;
using test::kPilotMamba2;
using test::study_of;
using test::with;

namespace {

Measurement on(const std::string& device, const std::string& name, Measurement m) {
  m.key.device = device;
  m.device_name = name;
  return m;
}

} // namespace

class TestEvidenceModels : public QObject {
  Q_OBJECT
private Q_SLOTS:
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
};

PARETO_TEST(TestEvidenceModels)
#include "tst_evidence_models.moc"
