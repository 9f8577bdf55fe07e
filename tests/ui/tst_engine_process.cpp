// SPDX-License-Identifier: GPL-3.0-or-later
// The one client of engine processes: lines as messages, and every way a process can end.
#include "tests/support/fake_engine.h"
#include "tests/support/program.h"
#include "tests/ui/patience.h"
#include "ui/engine/engine_process.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using test::kPatience;

class TestEngineProcess : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }
  void linesBecomeMessages();
  void whatIsNotUnderstoodIsSaid();
  void everyEnd_data();
  void everyEnd();
  void stopAsksThenKills_data();
  void stopAsksThenKills();
  void anAbandonedProcessSaysNothing();
  void itCanBeWrittenToAndStartedAgain();

private:
  QString engine(const QString& body) const { return test::fakeEngine(m_folder->path(), body); }
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestEngineProcess::linesBecomeMessages() {
  EngineProcess process(engine(QStringLiteral("printf '{\"event\":\"ready\",\"weight_'\nsleep 0.05\nprintf "
                                              "'bytes\":12}\\n\\n{\"event\":\"token\",\"id\":5,\"text\":\"a\"}\\n{"
                                              "\"event\":\"token\",\"id\":6}'"))); // the last one without an end
  QStringList heard;
  process.converse<protocol::GenerateEvent>([&](const protocol::GenerateEvent& event) {
    using namespace protocol;
    heard << std::visit(Visitor{[](const Unknown& e) { return QString::fromStdString(e.name); },
                                [](const Ready& e) { return QStringLiteral("ready %1").arg(e.weight_bytes); },
                                [](const Token& e) {
                                  return QStringLiteral("%1 %2").arg(e.id).arg(
                                      QString::fromStdString(e.text.value_or("-")));
                                },
                                [](const Generated&) { return QStringLiteral("generated"); },
                                [](const Warned&) { return QStringLiteral("warned"); },
                                [](const Failed&) { return QStringLiteral("failed"); }},
                        event);
  });
  QSignalSpy ended(&process, &EngineProcess::ended), odd(&process, &EngineProcess::notUnderstood);
  process.start({QStringLiteral("generate")});
  QVERIFY(process.isRunning());
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(heard, (QStringList{QStringLiteral("ready 12"), QStringLiteral("5 a"), QStringLiteral("6 -")}));
  QCOMPARE(odd.size(), 0);
  QVERIFY(ended[0][0].value<EngineEnd>().good() && ended[0][0].value<EngineEnd>().sentence.isEmpty());
}

void TestEngineProcess::whatIsNotUnderstoodIsSaid() {
  EngineProcess process(engine(QStringLiteral(
      "echo rubbish\necho '[1]'\necho '{}'\necho '{\"event\":\"result\"}'\necho '{\"event\":\"dance\"}'")));
  int unknown = 0;
  process.converse<protocol::RunEvent>(
      [&](const protocol::RunEvent& event) { unknown += std::holds_alternative<protocol::Unknown>(event); });
  QSignalSpy ended(&process, &EngineProcess::ended), odd(&process, &EngineProcess::notUnderstood);
  process.start({});
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(odd.size(), 4);
  QVERIFY(odd[0][0].toString().contains(QStringLiteral("rubbish")));
  QVERIFY(odd[3][0].toString().contains(QStringLiteral("could not be read")));
  QCOMPARE(unknown, 1);
}

void TestEngineProcess::everyEnd_data() {
  QTest::addColumn<QString>("body");
  QTest::addColumn<int>("how");
  QTest::addColumn<int>("code");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("well") << "exit 0" << int(EngineEnd::How::Exited) << 0 << "";
  QTest::newRow("well, with words on the side") << "echo 'by the way' >&2" << int(EngineEnd::How::Exited) << 0 << "";
  QTest::newRow("code alone") << "exit 3" << int(EngineEnd::How::Exited) << 3 << "The engine ended early.";
  QTest::newRow("its complaint") << "echo 'first' >&2\necho 'The disk is full.' >&2\nexit 1"
                                 << int(EngineEnd::How::Exited) << 1 << "The disk is full.";
  QTest::newRow("its complaint, cut") << "printf 'The disk is full.' >&2\nexit 1" << int(EngineEnd::How::Exited) << 1
                                      << "The disk is full.";
  QTest::newRow("its error event")
      << "echo '{\"event\":\"error\",\"message\":\"No memory.\"}'\necho 'engine: No memory.' >&2\nexit 1"
      << int(EngineEnd::How::Exited) << 1 << "No memory.";
  QTest::newRow("crash") << "kill -9 $$" << int(EngineEnd::How::Crashed) << 9
                         << "The engine ended unexpectedly; there may be too little memory.";
}

void TestEngineProcess::everyEnd() {
  QFETCH(QString, body);
  QFETCH(int, how);
  QFETCH(int, code);
  QFETCH(QString, sentence);
  EngineProcess process(engine(body));
  QSignalSpy ended(&process, &EngineProcess::ended);
  process.start({});
  QVERIFY(ended.wait(kPatience));
  const auto end = ended[0][0].value<EngineEnd>();
  QCOMPARE(int(end.how), how);
  QCOMPARE(end.code, code);
  QCOMPARE(end.sentence, sentence);
  QVERIFY(!end.stopped);
  for (const auto& [path, expected] : {std::pair{QString(), EngineEnd::How::Missing},
                                       std::pair{QStringLiteral("/nowhere/engine"), EngineEnd::How::NotStarted}}) {
    EngineProcess absent(path);
    QSignalSpy over(&absent, &EngineProcess::ended);
    absent.start({});
    QTRY_COMPARE_WITH_TIMEOUT(over.size(), 1, kPatience);
    QCOMPARE(int(over[0][0].value<EngineEnd>().how), int(expected));
    QVERIFY(over[0][0].value<EngineEnd>().sentence.size() > 20);
  }
}

void TestEngineProcess::stopAsksThenKills_data() {
  QTest::addColumn<QString>("body");
  QTest::addColumn<int>("patience");
  QTest::newRow("polite") << "trap 'echo \"{\\\"event\\\":\\\"round\\\",\\\"round\\\":7}\"; exit 0' TERM\necho "
                             "'{\"event\":\"alive\"}'\nwhile :; do sleep 0.05; done"
                          << kPatience;
  QTest::newRow("deaf") << "trap '' TERM\necho '{\"event\":\"alive\"}'\nwhile :; do sleep 0.05; done" << 300;
}

void TestEngineProcess::stopAsksThenKills() {
  QFETCH(QString, body);
  QFETCH(int, patience);
  EngineProcess process(engine(body), patience);
  int heard = 0, last = 0;
  process.converse<protocol::RunEvent>([&](const protocol::RunEvent& event) {
    ++heard;
    if (const auto* round = std::get_if<protocol::RoundDone>(&event))
      last = round->round;
  });
  QSignalSpy ended(&process, &EngineProcess::ended);
  process.start({});
  QTRY_COMPARE_WITH_TIMEOUT(heard, 1, kPatience);
  process.stop();
  process.stop();
  QVERIFY(ended.wait(kPatience));
  QVERIFY(ended[0][0].value<EngineEnd>().stopped);
  QCOMPARE(last, body.contains(QStringLiteral("round")) ? 7 : 0); // what it says while it ends counts
  QCOMPARE(ended.size(), 1);
}

void TestEngineProcess::anAbandonedProcessSaysNothing() {
  EngineProcess process(engine(QStringLiteral("echo '{\"event\":\"alive\"}'\nexec sleep 600")));
  QSignalSpy ended(&process, &EngineProcess::ended);
  process.start({});
  process.abandon();
  QVERIFY(!process.isRunning());
  QTest::qWait(50);
  QCOMPARE(ended.size(), 0);
}

void TestEngineProcess::itCanBeWrittenToAndStartedAgain() {
  EngineProcess process(engine(QStringLiteral("read word\necho \"$word\" >&2\nexit 1")));
  for (const char* word : {"once", "twice"}) {
    QSignalSpy ended(&process, &EngineProcess::ended);
    process.start({}, QIODevice::ReadWrite);
    process.write(QByteArray(word) + '\n');
    QVERIFY(ended.wait(kPatience));
    QCOMPARE(ended[0][0].value<EngineEnd>().sentence, QString::fromLatin1(word));
  }
}

PARETO_TEST(TestEngineProcess)
#include "tst_engine_process.moc"
