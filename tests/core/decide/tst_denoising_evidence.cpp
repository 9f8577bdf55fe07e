// SPDX-License-Identifier: GPL-3.0-or-later
// Models that denoise: which results are of the passes that the workload asks for.
#include "core/decide/evidence.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using namespace pareto;

class DenoisingEvidenceTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// What was measured at other passes is not a value of this workload.
  void evidence_is_of_the_asked_steps() {
    Study study;
    study.models = {"block-diffusion@probe"};
    study.precision = "f32";
    study.workload.denoising_steps = 4;
    Evidence evidence(study, Calibration(), nullptr);
    Measurement m;
    m.key.model = study.models.front();
    m.key.context = 512;
    m.fingerprint = open_model(m.key.model)->fingerprint;
    for (const int64_t steps : {4, 8}) {
      m.key.denoising_steps = steps;
      m.samples_ms.assign(9, static_cast<double>(steps));
      m.tpot_ms = Estimate{static_cast<double>(steps), std::nullopt, 9};
      evidence.add(m);
    }
    const OperatingPoint at{512, 1};
    QCOMPARE(evidence.value(m.key.model, Metric::Tpot, at).value, 4.0);
    study.workload.denoising_steps = 8;
    evidence.set_workload(study.workload);
    QCOMPARE(evidence.value(m.key.model, Metric::Tpot, at).value, 8.0);
    study.workload.denoising_steps = 0; // one a token: 16 passes, which nobody measured
    evidence.set_workload(study.workload);
    QVERIFY(evidence.value(m.key.model, Metric::Tpot, at).source != Source::Measured);
  }
};

PARETO_TEST(DenoisingEvidenceTest)
#include "tst_denoising_evidence.moc"
