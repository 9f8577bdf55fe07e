// SPDX-License-Identifier: GPL-3.0-or-later
// Every engine process that the window starts is told to end with it: asked of each of the four that start one.
#include "tests/support/fake_engine.h"
#include "tests/support/program.h"
#include "ui/engine/engine_run.h"
#include "ui/session/device_list.h"
#include "ui/session/race_runner.h"
#include "ui/session/text_scorer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;

class TestLifeline : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyEngineIsTold_data();
  void everyEngineIsTold();
};

void TestLifeline::everyEngineIsTold_data() {
  QTest::addColumn<QString>("command");
  for (const char* command : {"run", "evaluate", "generate", "devices"})
    QTest::newRow(command) << QString::fromLatin1(command);
}

void TestLifeline::everyEngineIsTold() {
  QFETCH(QString, command);
  const QTemporaryDir folder;
  const QString said = folder.filePath(QStringLiteral("said"));
  const QString engine = test::fakeEngine(
      folder.path(), QStringLiteral("echo \"$@\" > '%1.part'; mv '%1.part' '%1'; exec sleep 60").arg(said));
  EngineRun client(engine);
  TextScorer scorer(engine);
  RaceRunner race(engine);
  DeviceList devices(engine);
  if (command == QStringLiteral("run")) {
    client.start(QStringLiteral("study.json"), QStringLiteral("store.sqlite"), 1);
  } else if (command == QStringLiteral("evaluate")) {
    TextQuestion question;
    question.models = {"model"};
    question.file = QStringLiteral("text");
    scorer.start(question);
  } else if (command == QStringLiteral("generate")) {
    RaceLane lane;
    lane.model = "model";
    lane.answers = true;
    race.start({lane}, {});
  } else {
    devices.ask();
  }
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(said), 20'000);
  QFile file(said);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QStringList words = QString::fromUtf8(file.readAll()).trimmed().split(QLatin1Char(' '));
  QCOMPARE(words.first(), command);
  const qsizetype at = words.indexOf(QStringLiteral("--with-parent"));
  QVERIFY2(at > 0, qPrintable(words.join(QLatin1Char(' '))));
  QCOMPARE(words.value(at + 1), QString::number(QCoreApplication::applicationPid()));
}

PARETO_TEST(TestLifeline)
#include "tst_lifeline.moc"
