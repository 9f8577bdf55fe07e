// SPDX-License-Identifier: GPL-3.0-or-later
// A run of a session: what its engine says, how it ends, and what of it is shown.
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/ui/session_support.h"

#include <QSignalSpy>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestSessionRun : public QObject, private SessionFixture {
  Q_OBJECT

private Q_SLOTS:
  void init() { begin(); }
  void switchedOffKeepsResults();
  void fallbackSizeIsSaid();
  void linesSplitAnywhere();
  void garbageIsReported();
  void warningsAreSaid();
  void engineEnds_data();
  void engineEnds();
  void stopIsImmediate_data();
  void stopIsImmediate();
  void stoppedRunStaysMarked();
  void missingEngine();
  void burstIsCoalesced();
  void openingAnotherEndsTheRun();
  void realEngine();
};

void TestSessionRun::switchedOffKeepsResults() {
  const Study study = quick_look();
  StudySession session(
      options(engine(sayLine(startedEvent(study)) + sayLine(to_json(sample("mamba2@1.3b"))) + sayLine(kFinished))));
  QSignalSpy ended(&session, &StudySession::runEnded);
  session.run();
  QVERIFY(ended.wait(kPatience));
  session.setModelUsed("mamba2@1.3b", false);
  QVERIFY(session.document().isHidden("mamba2@1.3b"));
  QCOMPARE(session.results().evidence().models().size(), size_t{3});
  session.setModelUsed("mamba2@1.3b", true);
  QCOMPARE(session.results().evidence().models().size(), size_t{4});
  QCOMPARE(session.results().evidence().measurements().size(), size_t{1});
  session.setModelUsed("gated-deltanet@1.3b", false); // nothing measured of it: taken out
  QVERIFY(!session.document().isHidden("gated-deltanet@1.3b"));
  QCOMPARE(session.document().study().models.size(), size_t{3});
}

void TestSessionRun::fallbackSizeIsSaid() {
  Study smaller = quick_look();
  for (std::string& id : smaller.models)
    id.replace(id.find('@'), std::string::npos, "@340m");
  smaller.quality_group = smaller.fallback_group;
  StudySession session(
      options(engine(sayLine(startedEvent(smaller)) + sayLine(to_json(sample("mamba2@340m"))) + sayLine(kFinished))));
  QSignalSpy ended(&session, &StudySession::runEnded), notice(&session, &StudySession::notice);
  session.run();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(notice.size(), 1);
  QVERIFY(notice[0][0].toString().contains(QStringLiteral("340m")));
  QCOMPARE(session.results().evidence().study().quality_group, smaller.fallback_group);
  QCOMPARE(session.results().evidence().models()[1], std::string("mamba2@340m"));
  QCOMPARE(session.document().study().models[1], std::string("mamba2@1.3b")); // the document stays what was asked
}

void TestSessionRun::linesSplitAnywhere() {
  const QString text = QString::fromStdString(to_json(sample()).dump());
  QString body = sayLine(startedEvent(quick_look()));
  for (qsizetype at = 0; at < text.size();
       at += 200) // no newline until the end; the pipe delivers the parts one by one
    body += QStringLiteral("printf '%s' '%1'\nsleep 0.02\n").arg(text.mid(at, 200));
  body += QStringLiteral("printf '\\n'\n") + sayLine(progressEvent(sample().key, 1, 9)) +
          sayLine({{"event", "round"}, {"round", 0}}) + sayLine(kFinished);
  StudySession session(options(engine(body)));
  QSignalSpy ended(&session, &StudySession::runEnded), measured(&session, &StudySession::measured),
      notice(&session, &StudySession::notice), round(&session, &StudySession::roundFinished);
  session.run();
  QVERIFY(session.runs().isRunning());
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(ended[0][1].toString(), QString());
  QCOMPARE(measured.size(), 1);
  QCOMPARE(notice.size(), 0);
  QCOMPARE(round.size(), 1);
  QCOMPARE(session.runs().progress().total, 9);
  QCOMPARE(session.runs().progress().remaining_s, 61.0);
  QCOMPARE(session.results().evidence().calibration().processor, std::string("Test processor"));
}

void TestSessionRun::warningsAreSaid() {
  const QString body =
      sayLine(startedEvent(quick_look())) +
      sayLine({{"event", "warning"}, {"code", "unused_tensors"}, {"message", "Two tensors have no place."}}) +
      sayLine(to_json(sample())) + sayLine(kFinished);
  StudySession session(options(engine(body)));
  QSignalSpy ended(&session, &StudySession::runEnded), measured(&session, &StudySession::measured),
      notice(&session, &StudySession::notice);
  session.run();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(notice.size(), 1);
  QCOMPARE(notice[0][0].toString(), QStringLiteral("Two tensors have no place."));
  QCOMPARE(measured.size(), 1);
}

void TestSessionRun::garbageIsReported() {
  const QString body = sayLine(startedEvent(quick_look())) +
                       QStringLiteral("echo 'not json'\necho '[1,2]'\necho '{\"event\":\"dance\"}'\necho "
                                      "'{\"event\":\"result\",\"kind\":5}'\necho\n") +
                       sayLine(to_json(sample())) + sayLine(kFinished);
  StudySession session(options(engine(body)));
  QSignalSpy ended(&session, &StudySession::runEnded), measured(&session, &StudySession::measured),
      notice(&session, &StudySession::notice);
  session.run();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(notice.size(), 4); // each of the four, the empty line is none
  QVERIFY(notice[0][0].toString().contains(QStringLiteral("not json")));
  QVERIFY(notice[2][0].toString().contains(QStringLiteral("dance")));
  QCOMPARE(measured.size(), 1);
}

void TestSessionRun::engineEnds_data() {
  QTest::addColumn<QString>("end");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("crash") << "kill -9 $$"
                         << "unexpectedly";
  QTest::newRow("its own sentence") << "echo 'The disk is full.' >&2\nexit 1"
                                    << "The disk is full.";
  QTest::newRow("error event") << "echo '{\"event\":\"error\",\"message\":\"No memory.\"}'\nexit 1"
                               << "No memory.";
  QTest::newRow("silent exit code") << "exit 3"
                                    << "exit code 3";
  QTest::newRow("success without an end") << "exit 0"
                                          << "ended early";
}

void TestSessionRun::engineEnds() {
  QFETCH(QString, end);
  QFETCH(QString, sentence);
  StudySession session(options(engine(sayLine(startedEvent(quick_look())) + sayLine(to_json(sample())) + end)));
  QSignalSpy ended(&session, &StudySession::runEnded), running(&session, &StudySession::runningChanged);
  session.run();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(ended.size(), 1);
  QCOMPARE(ended[0][0].toBool(), false);
  QVERIFY2(ended[0][1].toString().contains(sentence), qPrintable(ended[0][1].toString()));
  QCOMPARE(running.size(), 2);
  QVERIFY(!session.runs().isRunning());
  QCOMPARE(session.results().evidence().measurements().size(), size_t{1}); // what was measured stays
}

void TestSessionRun::stopIsImmediate_data() {
  QTest::addColumn<QString>("end");
  QTest::newRow("polite") << "exec sleep 600";
  QTest::newRow("deaf") << "trap '' TERM\nexec sleep 600";
}

void TestSessionRun::stopIsImmediate() {
  QFETCH(QString, end);
  StudySession session(options(engine(sayLine(startedEvent(quick_look())) + sayLine(to_json(sample())) + end)));
  QSignalSpy ended(&session, &StudySession::runEnded), measured(&session, &StudySession::measured);
  session.run();
  QVERIFY(measured.wait(kPatience));
  session.runs().stop();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(ended[0][0].toBool(), true);
  QCOMPARE(ended[0][1].toString(), QString());
  QVERIFY(!session.results().isEmpty());
}

/// Whatever becomes of the engine, a run that was stopped is partial: here, in its file, in a copy, and when opened
/// again.
void TestSessionRun::stoppedRunStaysMarked() {
  const Study study = quick_look();
  StudySession session(options(engine(sayLine(startedEvent(study)) + sayLine(to_json(sample())) +
                                      QStringLiteral("trap '' TERM\nexec sleep 600"))));
  {
    auto store = RunStore::open(session.results().storePath().toStdString());
    QVERIFY((*store)
                ->append(*(*store)->begin_run(study, startedEvent(study)["calibration"].dump()), sample())
                .has_value()); // as an engine does that is then killed
  }
  QSignalSpy ended(&session, &StudySession::runEnded), measured(&session, &StudySession::measured);
  session.run();
  QVERIFY(measured.wait(kPatience));
  QVERIFY(!session.results().evidence().cut_short());
  session.runs().stop();
  QVERIFY(ended.wait(kPatience));
  const auto partial = [](const StudySession& shown) {
    return shown.results().evidence().cut_short() == std::optional(Coverage{1, 32});
  };
  QVERIFY(partial(session));
  QVERIFY(RunStore::open(session.results().storePath().toStdString(), RunStore::Mode::ReadOnly)
              .value()
              ->runs()
              ->back()
              .end != RunEnd::Complete);
  QVERIFY(session.save(file("partial.json")).has_value());
  StudySession other(options({}));
  QVERIFY(other.open(file("partial.json")).has_value());
  QVERIFY(partial(other) && !other.results().isEmpty());
}

void TestSessionRun::missingEngine() {
  for (const QString& path : {QString(), QStringLiteral("/nowhere/engine")}) {
    StudySession session(options(path));
    QSignalSpy ended(&session, &StudySession::runEnded);
    session.run();
    if (ended.isEmpty())
      QVERIFY(ended.wait(kPatience));
    QVERIFY(!ended[0][1].toString().isEmpty());
    QVERIFY(!session.runs().isRunning());
  }
}

void TestSessionRun::burstIsCoalesced() {
  QString body = sayLine(startedEvent(quick_look()));
  for (const Measurement& m : fullStudy(quick_look()))
    body += sayLine(to_json(m));
  StudySession session(options(engine(body + sayLine(kFinished))));
  QSignalSpy ended(&session, &StudySession::runEnded), changed(&session, &StudySession::evidenceChanged),
      measured(&session, &StudySession::measured);
  session.run();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(measured.size(), static_cast<int>(fullStudy(quick_look()).size()));
  QVERIFY2(changed.size() < measured.size() / 3, qPrintable(QString::number(changed.size())));
}

void TestSessionRun::openingAnotherEndsTheRun() {
  StudySession session(options(
      engine(sayLine(startedEvent(quick_look())) + sayLine(to_json(sample())) + QStringLiteral("exec sleep 600"))));
  QSignalSpy measured(&session, &StudySession::measured), running(&session, &StudySession::runningChanged);
  session.run();
  QVERIFY(measured.wait(kPatience));
  session.newStudy();
  QVERIFY(!session.runs().isRunning());
  QCOMPARE(running.last()[0].toBool(), false);
  QVERIFY(session.results().isEmpty()); // the old run's results belong to the old study
}

void TestSessionRun::realEngine() {
  StudySession session(options(QStringLiteral(PARETO_ENGINE)));
  Study study;
  study.name = "Small";
  study.models = {"softmax-attention@probe", "mamba2@probe"};
  study.precision = "f32";
  study.contexts = {16, 64};
  study.batches = {1};
  study.prompts = {8};
  study.quality_group.clear();
  session.document().setStudy(study);
  QSignalSpy ended(&session, &StudySession::runEnded);
  session.run(1);
  QVERIFY(ended.wait(60000));
  QCOMPARE(ended[0][1].toString(), QString());
  QVERIFY(session.results().evidence().measurements().size() >= 6);
  QVERIFY(session.results().evidence().value("mamba2@probe", Metric::Tpot, {64, 1, 150}).value.has_value());
  QVERIFY(session.results().evidence().calibration().threads > 0);
}

PARETO_TEST(TestSessionRun)
#include "tst_session_run.moc"
