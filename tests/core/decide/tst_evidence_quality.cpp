// SPDX-License-Identifier: GPL-3.0-or-later
// Quality of a model: published for its size, or measured on texts of one's own.
#include "core/decide/trade_off.h"
#include "tests/core/decide/evidence_support.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;
using test::calibration;
using test::close;
using test::kPilotAttention;
using test::study_of;

namespace {

Score score(const std::string& model, const std::string& precision, double value, const char* file = "contract.txt",
            Score::Task task = Score::Task::BitsPerByte) {
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

} // namespace

class TestEvidenceQuality : public QObject {
  Q_OBJECT
private Q_SLOTS:
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
};

PARETO_TEST(TestEvidenceQuality)
#include "tst_evidence_quality.moc"
