// SPDX-License-Identifier: GPL-3.0-or-later
// Devices of a session: asked for, chosen, run on, and shown again without them.
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/ui/session_support.h"

#include <QSignalSpy>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestSessionDevices : public QObject, private SessionFixture {
  Q_OBJECT

private Q_SLOTS:
  void init() { begin(); }
  void devicesAreListed();
  void devicesOfAnotherMachineAreLeftOut();
  void deviceResultsAreShownAgain();
  void realEngineOnTwoDevices();
};

void TestSessionDevices::devicesAreListed() {
  StudySession session(options(engine(answersDevices())));
  QVERIFY(!session.devices().isKnown());
  QSignalSpy changed(&session, &StudySession::devicesChanged);
  session.devices().ask();
  QVERIFY(changed.wait(kPatience));
  QVERIFY(session.devices().isKnown());
  QCOMPARE(session.devices().all().size(), size_t{3}); // the oracle is nothing to measure on
  QVERIFY(session.devices().find("cpu") && session.devices().find("vulkan:0")->software);
  QVERIFY(!session.devices().find("vulkan:1") && !session.devices().find(""));
  QVERIFY(QString::fromStdString(session.devices().all()[2].problem).contains(QStringLiteral("update its driver")));
  QCOMPARE(session.document().study().devices, std::vector<std::string>{"cpu"}); // nothing is ticked unasked
  session.setDeviceUsed("vulkan:0", true);
  QCOMPARE(session.document().study().devices, (std::vector<std::string>{"cpu", "vulkan:0"}));
  QCOMPARE(session.results().evidence().limits("vulkan:0")->type, std::string("software"));
  session.setDeviceUsed("cpu", false);
  session.setDeviceUsed("vulkan:0", false); // the last one stays
  QCOMPARE(session.document().study().devices, std::vector<std::string>{"vulkan:0"});
  StudySession silent(options({}));
  QSignalSpy silence(&silent, &StudySession::devicesChanged);
  silent.devices().ask();
  QCOMPARE(silence.size(), 1); // said, though nothing is known
  QVERIFY(!silent.devices().isKnown());
}

void TestSessionDevices::devicesOfAnotherMachineAreLeftOut() {
  const QString asked = file("asked");
  StudySession session(
      options(engine(answersDevices() + QStringLiteral("cp \"$2\" '%1'\necho \"$@\" > '%1.words'\n").arg(asked) +
                     sayLine(startedEvent(quick_look())) + sayLine(kFinished))));
  QSignalSpy changed(&session, &StudySession::devicesChanged), ended(&session, &StudySession::runEnded);
  session.devices().ask();
  QVERIFY(changed.wait(kPatience));
  Study study = session.document().study();
  study.devices = {"cpu", "vulkan:7"};
  session.document().setStudy(study);
  session.run();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(read_study(asked.toStdString())->devices, std::vector<std::string>{"cpu"});
  QCOMPARE(session.document().study().devices, study.devices); // the document keeps it
  QFile words(asked + QStringLiteral(".words"));
  QVERIFY(words.open(QIODevice::ReadOnly));
  QVERIFY(!words.readAll().contains("--first")); // the document says what is measured first
  study.devices = {"vulkan:7"};
  session.document().setStudy(study);
  session.run();
  QCOMPARE(ended.size(), 2);
  QVERIFY2(ended[1][1].toString().contains(QStringLiteral("none of the study's devices")),
           qPrintable(ended[1][1].toString()));
  QVERIFY(!session.view().state().running);
}

void TestSessionDevices::deviceResultsAreShownAgain() {
  Study study = quick_look();
  study.devices = {"cpu", "vulkan:0"};
  QVERIFY(write_study(file("s.json").toStdString(), study).has_value());
  {
    auto store = RunStore::open((file("s.json") + QStringLiteral(".results.sqlite")).toStdString());
    const auto run = (*store)->begin_run(study, startedEvent(study)["calibration"].dump());
    nlohmann::json calibration = startedEvent(study)["calibration"];
    Calibration soft;
    soft.processor = "Soft GPU (v1)";
    soft.type = "software";
    soft.roofline.bytes_per_s = soft.roofline.flops_per_s = 1e9;
    calibration["devices"]["vulkan:0"] = to_json(soft);
    QVERIFY((*store)->set_calibration(*run, calibration.dump()).has_value());
    for (Measurement m : fullStudy(study)) {
      QVERIFY((*store)->append(*run, m).has_value());
      m.key.device = "vulkan:0";
      QVERIFY((*store)->append(*run, m).has_value());
    }
  }
  StudySession session(options({}));
  QVERIFY(session.open(file("s.json")).has_value());
  QCOMPARE(session.results().evidence().calibration().threads, 2);
  QVERIFY(session.results().evidence().limits("vulkan:0")); // known without the device
  QCOMPARE(session.results().evidence().limits("vulkan:0")->processor, std::string("Soft GPU (v1)"));
  QCOMPARE(session.results().evidence().measurements().size(), 2 * fullStudy(study).size());
  ViewState view = session.view().state();
  view.at.device = "vulkan:0";
  view.compared = Compared::Devices;
  session.setView(view);
  session.setDeviceUsed("vulkan:0", false); // no longer shown, and the view with it
  QVERIFY(session.view().state().at.device.empty() && session.view().state().compared == Compared::Models);
  QCOMPARE(session.results().evidence().measurements().size(), fullStudy(study).size());
}

/// Measured by the program itself on the CPU and on the first Vulkan device, where there is one.
void TestSessionDevices::realEngineOnTwoDevices() {
  StudySession session(options(QStringLiteral(PARETO_ENGINE)));
  QSignalSpy changed(&session, &StudySession::devicesChanged), ended(&session, &StudySession::runEnded);
  session.devices().ask();
  QVERIFY(changed.wait(kPatience));
  QVERIFY(session.devices().find("cpu"));
  const DeviceFacts* other = session.devices().find("vulkan:0");
  if (!other)
    QSKIP("no Vulkan device on this machine");
  Study study = session.document().study();
  study.models = {"mamba2@probe"};
  study.baseline.clear();
  study.precision = "f32";
  study.contexts = {16};
  study.batches = {1};
  study.prompts = {8};
  study.devices = {"cpu", "vulkan:0"};
  study.workload.prompt_tokens = 16;
  study.workload.requests = 1;
  session.document().setStudy(study);
  session.run(1);
  QVERIFY(ended.wait(6 * kPatience));
  QVERIFY2(ended[0][1].toString().isEmpty(), qPrintable(ended[0][1].toString()));
  int onDevice = 0;
  for (const Measurement& m : session.results().evidence().measurements()) {
    QVERIFY2(m.error.empty(), m.error.c_str());
    const bool gpu = m.key.device == "vulkan:0";
    onDevice += gpu;
    QCOMPARE(m.device_bytes.has_value(), gpu);
    if (gpu) {
      QVERIFY(*m.device_bytes >= m.weight_bytes + m.state_bytes);
      QCOMPARE(m.device_name, other->name);
    }
  }
  // The workload's decode and prompt, the other prompt, and decode again; once more what was disturbed beside this
  // test.
  QVERIFY2(onDevice >= 4, qPrintable(QString::number(onDevice)));
  QVERIFY(session.results().evidence().limits("vulkan:0")->roofline.bytes_per_s > 0);
  for (const char* device : {"cpu", "vulkan:0"})
    QVERIFY(session.results().evidence().value("mamba2@probe", Metric::Tpot, {16, 1, 150, device}).value);
}

PARETO_TEST(TestSessionDevices)
#include "tst_session_devices.moc"
