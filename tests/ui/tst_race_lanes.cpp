// SPDX-License-Identifier: GPL-3.0-or-later
// Who races on the lanes of RACE: other models, more of them, what does not fit or fails, and whose results stand
// there.
#include "tests/support/program.h"
#include "tests/ui/race_test.h"

#include <QProgressBar>
#include <QSignalSpy>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestRaceLanes : public QObject, private RaceFixture {
  Q_OBJECT

private Q_SLOTS:
  void init() { begin(); }
  void cleanup() { end(); }
  void oneFailsTheOtherGoesOn();
  void memoryIsCheckedBeforeTheStart();
  void moreLanesAndOtherModels();
  void resultsGoWithTheirModels();
  void theListChangesDuringTheRace();
  void sizesNeverRace();
  void anOldProcessSaysNothingInTheNextRace();
};

void TestRaceLanes::oneFailsTheOtherGoesOn() {
  build(fakeEngine(m_folder->path(),
                   QStringLiteral("case \"$2\" in softmax*) echo '{\"event\":\"error\",\"message\":\"This model is "
                                  "broken.\"}'; exit 1;; esac\n") +
                       answer({})));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(text("raceFigures2"), QStringLiteral("This model is broken."));
  QVERIFY2(text("raceResult").startsWith(QStringLiteral("One run: Mamba-2 50 tokens/s")) &&
               text("raceResult").contains(QStringLiteral("Not finished: Transformer++.")),
           qPrintable(text("raceResult")));
}

void TestRaceLanes::memoryIsCheckedBeforeTheStart() {
  build(fakeEngine(m_folder->path(), answer({})));
  QVERIFY2(text("raceMemory").startsWith(QStringLiteral("Together their weights and caches take")) &&
               text("raceMemory").contains(QStringLiteral("free")),
           qPrintable(text("raceMemory")));
  QVERIFY(child<QPushButton>("raceStart")->isEnabled());
  const QString blueprint = m_folder->filePath(QStringLiteral("giant.json")); // some 5 * 10^11 parameters
  QFile file(blueprint);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(
      R"({"model_type": "llama", "vocab_size": 128000, "hidden_size": 16384, "intermediate_size": 65536, "num_hidden_layers": 128,
                "num_attention_heads": 128, "num_key_value_heads": 128, "rms_norm_eps": 1e-6, "max_position_embeddings": 2048})");
  file.close();
  m_session->document().addModel(blueprint.toStdString());
  auto* chooser = child<QComboBox>("raceModel2");
  chooser->setFocus();
  QTest::keyClick(chooser, Qt::Key_Down);
  QCOMPARE(chooser->currentData().toString(), blueprint);
  QVERIFY2(text("raceMemory").contains(QStringLiteral("but only")), qPrintable(text("raceMemory")));
  QVERIFY(!child<QPushButton>("raceStart")->isEnabled());
}

void TestRaceLanes::moreLanesAndOtherModels() {
  build(fakeEngine(m_folder->path(), answer({})));
  QVERIFY(!child<QComboBox>("raceModel3")->isVisible());
  auto* count = child<QComboBox>("raceLanes");
  count->setFocus();
  QTest::keyClick(count, Qt::Key_Down);
  QVERIFY(child<QComboBox>("raceModel3")->isVisible());
  QSignalSpy asked(m_tab.get(), &RacePage::modelRequested);
  auto* chooser = child<QComboBox>("raceModel3");
  chooser->setFocus();
  QTest::keyClick(chooser, Qt::Key_End); // "Other model…"
  QCOMPARE(asked.size(), 1);
  QVERIFY(!chooser->currentText().contains(QStringLiteral("Other"))); // nothing is chosen yet
  const QString third = QStringLiteral("gated-deltanet@pilot");
  m_tab->offerModel(third);
  QCOMPARE(chooser->currentData().toString(), third);
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(calls().size(), 3);
}

void TestRaceLanes::resultsGoWithTheirModels() {
  build(fakeEngine(m_folder->path(), answer({})));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QVERIFY(text("raceResult").startsWith(QStringLiteral("One run is no order: Mamba-2 50 tokens/s")));
  QVERIFY(text("raceResult").contains(QStringLiteral("(float16 weights, ")));
  const auto nothingShown = [this] {
    return text("raceResult").isEmpty() && text("raceSpeed1").isEmpty() && text("raceSpeed2").isEmpty() &&
           text("raceFigures1").isEmpty() && text("raceFigures2").isEmpty() &&
           child<QProgressBar>("raceProgress1")->value() == 0;
  };
  Study other = m_session->document().study();
  m_tab->hide(); // the list changes while nobody looks
  other.models = {"gated-deltanet@pilot", "rwkv7@pilot"};
  m_session->document().setStudy(other);
  QVERIFY(nothingShown());
  m_tab->show();
  QVERIFY(nothingShown());
  QCOMPARE(child<QComboBox>("raceModel1")->currentText(), QStringLiteral("Gated DeltaNet"));
  other.models = {kFast, kSlow}; // back again: what was measured of them is still true
  m_session->document().setStudy(other);
  QVERIFY(text("raceResult").startsWith(QStringLiteral("One run is no order: Mamba-2 50 tokens/s")));
  QCOMPARE(text("raceSpeed2"), QStringLiteral("25 tokens/s"));
  m_session->newStudy();
  QVERIFY(nothingShown());
}

void TestRaceLanes::theListChangesDuringTheRace() {
  build(fakeEngine(m_folder->path(), answer(QStringLiteral("sleep 0.3\n"))));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  Study other = m_session->document().study();
  other.models = {"gated-deltanet@pilot", "rwkv7@pilot"};
  m_session->document().setStudy(other);
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(child<QComboBox>("raceModel1")->currentText(), QStringLiteral("Gated DeltaNet"));
  QVERIFY(text("raceResult").isEmpty() && text("raceSpeed1").isEmpty());
}

void TestRaceLanes::sizesNeverRace() {
  build(fakeEngine(m_folder->path(), answer({})));
  QVERIFY(child<QPushButton>("raceStart")->isEnabled());
  const QString llama = QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama");
  m_session->document().addModel(llama.toStdString());
  QVERIFY(child<QPushButton>("raceStart")->isEnabled()); // the lanes take models of one size by themselves
  auto* chooser = child<QComboBox>("raceModel2");
  chooser->setFocus();
  while (chooser->currentData().toString() != llama && chooser->currentIndex() > 0)
    QTest::keyClick(chooser, Qt::Key_Up);
  QCOMPARE(chooser->currentData().toString(), llama);
  QVERIFY(!child<QPushButton>("raceStart")->isEnabled());
  QVERIFY2(text("raceMemory").contains(QStringLiteral("sizes never mix")), qPrintable(text("raceMemory")));
}

/// The words of a lane's process that has answered, but not ended, belong to no later race.
void TestRaceLanes::anOldProcessSaysNothingInTheNextRace() {
  build(fakeEngine(m_folder->path(),
                   answer({}) + QStringLiteral("\ncase \"$2\" in mamba*) sleep 0.4; echo "
                                               "'{\"event\":\"token\",\"index\":9,\"id\":5}'; exec sleep 600;; esac")));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  for (int race = 0; race < 3; ++race) {
    start();
    QVERIFY(ended.wait(kPatience));
    QCOMPARE(text("raceSpeed2"), QStringLiteral("25 tokens/s"));
  }
  QCOMPARE(m_tab->runner().lanes()[0].tokens, 3);
  start(); // nor does the end of those that linger reach the next one
  QTRY_VERIFY_WITH_TIMEOUT(!m_tab->runner().isRunning(), kPatience);
  QVERIFY(m_tab->runner().lanes()[0].error.isEmpty());
}

PARETO_TEST(TestRaceLanes)
#include "tst_race_lanes.moc"
