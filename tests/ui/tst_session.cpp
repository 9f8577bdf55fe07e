// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a session and what is stored beside it: opened, shown, saved, never written over.
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/ui/session_support.h"

#include <QSignalSpy>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestSession : public QObject, private SessionFixture {
  Q_OBJECT

private Q_SLOTS:
  void init() { begin(); }
  void studyRoundTrip();
  void savedAreLimitsAndWhatIsSwitchedOff();
  void savedAndTakenBackIsWhatTheLeastOfIsChosen();
  void badStudyIsRefused();
  void storeIsShownAgain();
  void brokenStoreIsSaid();
  void savingTakesTheResultsAlong();
  void aDamagedValueHidesNoOther();
  void aStudyFromAReadOnlyFolderIsShown();
  void theWindowWritesNothing();
  void sizeMovesEveryModel();
};

void TestSession::studyRoundTrip() {
  StudySession session(options({}));
  QVERIFY(!session.document().isDirty());
  QSignalSpy dirty(&session, &StudySession::dirtyChanged);
  Study study = session.document().study();
  study.contexts = {256, 1024};
  study.workload.answer_tokens = 99;
  session.document().setStudy(study);
  QVERIFY(session.document().isDirty());
  QCOMPARE(dirty.size(), 1);
  session.document().setStudy(study); // the same again changes nothing
  QCOMPARE(dirty.size(), 1);
  QVERIFY(session.save(file("mine.json")).has_value());
  QVERIFY(!session.document().isDirty());
  QCOMPARE(session.document().title(), QStringLiteral("mine"));
  StudySession other(options({}));
  QVERIFY(other.open(file("mine.json")).has_value());
  QVERIFY(to_json(other.document().study()) == to_json(session.document().study()));
  QCOMPARE(other.view().state().at.answer_tokens, int64_t{99});
  QVERIFY(!other.document().isDirty());
}

/// UI.md, the window: "Save keeps all of it" is study, limits, workload and what is ticked.
void TestSession::savedAreLimitsAndWhatIsSwitchedOff() {
  StudySession session(options({}));
  const std::vector<std::string> all = session.document().study().models;
  session.document().hideModel("mamba2@1.3b");
  Limits limits;
  limits[Metric::Tpot] = 50;
  session.document().setLimits(limits);
  QVERIFY(session.save(file("mine.json")).has_value());
  QVERIFY(session.document().isHidden("mamba2@1.3b") && session.document().study().models == all);
  const auto measured = read_study(file("mine.json").toStdString()); // as an engine reads it
  QVERIFY(measured && measured->models.size() == all.size() - 1);
  StudySession other(options({}));
  QVERIFY(other.open(file("mine.json")).has_value());
  QVERIFY(other.document().limits() == limits && other.view().state().limits == limits);
  QVERIFY(other.document().isHidden("mamba2@1.3b") && !other.document().isDirty());
  QCOMPARE(other.results().evidence().models().size(), all.size() - 1);
  other.setModelUsed("mamba2@1.3b", true);
  QCOMPARE(other.results().evidence().models().size(), all.size());
  other.document().setLimits(default_limits());
  QVERIFY(other.save(file("mine.json")).has_value()); // as earlier versions read it
  QFile written(file("mine.json"));
  QVERIFY(written.open(QIODevice::ReadOnly));
  const QByteArray text = written.readAll();
  QVERIFY(!text.contains("limits") && !text.contains("switched_off"));
}

/// Goal and task are a part of the rule of choice, as limits are.
void TestSession::savedAndTakenBackIsWhatTheLeastOfIsChosen() {
  StudySession session(options({}));
  QVERIFY(session.save(file("plain.json")).has_value()); // as earlier versions read it
  QFile plain(file("plain.json"));
  QVERIFY(plain.open(QIODevice::ReadOnly));
  const QByteArray text = plain.readAll();
  QVERIFY(!text.contains("\"goal\"") && !text.contains("\"task\""));
  ViewState view = session.view().state();
  view.goal = Goal::LowestCost;
  view.task = "fda_acc";
  session.setView(view);
  QVERIFY(session.view().state().goal == Goal::LowestCost && session.document().goal() == Goal::LowestCost);
  QVERIFY(session.save(file("mine.json")).has_value());
  StudySession other(options({}));
  QVERIFY(other.open(file("mine.json")).has_value());
  QVERIFY(other.view().state().goal == Goal::LowestCost && other.view().state().task == "fda_acc");
  QVERIFY(read_study(file("mine.json").toStdString()).has_value()); // an engine reads it as before
  session.document().undoStack().undo();                            // both at once
  QVERIFY(session.view().state().goal == Goal::ShortestWait && session.view().state().task != "fda_acc");
  session.document().undoStack().redo();
  QVERIFY(session.view().state().goal == Goal::LowestCost && session.view().state().task == "fda_acc");
}

void TestSession::badStudyIsRefused() {
  StudySession session(options({}));
  QFile bad(file("bad.json"));
  QVERIFY(bad.open(QIODevice::WriteOnly));
  bad.write(R"({"paretoscope_study": 1, "models": []})");
  bad.close();
  const auto before = to_json(session.document().study());
  QVERIFY(!session.open(file("bad.json")).has_value());
  QVERIFY(!session.open(file("absent.json")).has_value());
  QVERIFY(to_json(session.document().study()) == before);
}

void TestSession::storeIsShownAgain() {
  Study study = quick_look();
  QVERIFY(write_study(file("s.json").toStdString(), study).has_value());
  {
    auto store = RunStore::open((file("s.json") + QStringLiteral(".results.sqlite")).toStdString());
    QVERIFY(store.has_value());
    const auto run = (*store)->begin_run(study, startedEvent(study)["calibration"].dump());
    for (const Measurement& m : fullStudy(study))
      QVERIFY((*store)->append(*run, m).has_value());
  } // never finished: as after a kill
  StudySession session(options({}));
  QSignalSpy changed(&session, &StudySession::evidenceChanged);
  QVERIFY(session.open(file("s.json")).has_value());
  QVERIFY(changed.size() >= 1);
  QVERIFY(!session.results().isEmpty());
  QCOMPARE(session.results().evidence().measurements().size(), fullStudy(study).size());
  QCOMPARE(session.results().evidence().calibration().threads, 2);
  const Quantity tpot = session.results().evidence().value("mamba2@1.3b", Metric::Tpot, {2048, 8, 150});
  QVERIFY(tpot.value && tpot.reach == Reach::Exact);
}

void TestSession::brokenStoreIsSaid() {
  QVERIFY(write_study(file("s.json").toStdString(), quick_look()).has_value());
  QFile store(file("s.json.results.sqlite"));
  QVERIFY(store.open(QIODevice::WriteOnly));
  store.write(QByteArray(4096, 'x'));
  store.close();
  StudySession session(options({}));
  QSignalSpy notice(&session, &StudySession::notice);
  QVERIFY(session.open(file("s.json")).has_value());
  QCOMPARE(notice.size(), 1);
  QVERIFY(!notice[0][0].toString().isEmpty());
  QVERIFY(session.results().isEmpty());
  QCOMPARE(store.size(), 4096); // left alone
}

void TestSession::savingTakesTheResultsAlong() {
  const Study study = quick_look();
  StudySession session(options(engine(sayLine(startedEvent(study)) + sayLine(to_json(sample())) + sayLine(kFinished))));
  {
    auto store = RunStore::open(session.results().storePath().toStdString());
    QVERIFY(store.has_value());
    QVERIFY((*store)->append(*(*store)->begin_run(study, "{}"), sample()).has_value());
  }
  QVERIFY(session.save(file("kept.json")).has_value());
  QCOMPARE(session.results().storePath(), file("kept.json.results.sqlite"));
  StudySession other(options({}));
  QVERIFY(other.open(file("kept.json")).has_value());
  QCOMPARE(other.results().evidence().measurements().size(), size_t{1});
}

void TestSession::aDamagedValueHidesNoOther() {
  const Study study = quick_look();
  QVERIFY(write_study(file("s.json").toStdString(), study).has_value());
  const std::string store = (file("s.json") + QStringLiteral(".results.sqlite")).toStdString();
  {
    auto opened = RunStore::open(store);
    const auto run = (*opened)->begin_run(study, "{}");
    for (const Measurement& m : fullStudy(study))
      QVERIFY((*opened)->append(*run, m).has_value());
  }
  QFile bytes(QString::fromStdString(store));
  QVERIFY(bytes.open(QIODevice::ReadWrite));
  QByteArray all = bytes.readAll();
  for (int damaged = 0; damaged < 2; ++damaged) { // two values, each by one character
    const qsizetype at = all.indexOf("\"n\":20", damaged == 0 ? all.size() / 3 : 2 * all.size() / 3);
    QVERIFY(at > 0);
    bytes.seek(at + 4);
    bytes.write("3");
  }
  bytes.close();
  StudySession session(options({}));
  QSignalSpy notice(&session, &StudySession::notice);
  QVERIFY(session.open(file("s.json")).has_value());
  QCOMPARE(session.results().evidence().measurements().size(), fullStudy(study).size() - 2);
  QCOMPARE(notice.size(), 1);
  const QString said = notice[0][0].toString();
  QVERIFY2(said.startsWith(QStringLiteral("2 value")) &&
               said.contains(QStringLiteral("of this study could not be read")) &&
               said.contains(QStringLiteral("result ")),
           qPrintable(said));
}

void TestSession::aStudyFromAReadOnlyFolderIsShown() {
  const Study study = quick_look();
  QDir().mkpath(file("medium"));
  QVERIFY(write_study(file("medium/s.json").toStdString(), study).has_value());
  {
    auto store = RunStore::open(file("medium/s.json.results.sqlite").toStdString());
    QVERIFY((*store)->append(*(*store)->begin_run(study, "{}"), sample()).has_value());
  }
  const QFile::Permissions none = QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther;
  QVERIFY(QFile::setPermissions(file("medium/s.json.results.sqlite"), QFile::ReadOwner | QFile::ReadOther) &&
          QFile::setPermissions(file("medium"), none));
  StudySession session(options({}));
  QSignalSpy notice(&session, &StudySession::notice);
  QVERIFY(session.open(file("medium/s.json")).has_value());
  QVERIFY(!session.results().isEmpty());
  QCOMPARE(notice.size(), 0);
  QVERIFY(session.save(file("mine.json")).has_value()); // and can be saved elsewhere
  StudySession other(options({}));
  QVERIFY(other.open(file("mine.json")).has_value());
  QVERIFY(!other.results().isEmpty());
  QFile::setPermissions(file("medium"), none | QFile::WriteOwner);
}

/// Opening, looking, ticking and saving leave the store as it is: times of the copy are the original ones.
void TestSession::theWindowWritesNothing() {
  const Study study = quick_look();
  StudySession session(options({}));
  {
    auto store = RunStore::open(session.results().storePath().toStdString());
    const auto run = (*store)->begin_run(study, "{}");
    for (const Measurement& m : fullStudy(study))
      QVERIFY((*store)->append(*run, m).has_value());
    QVERIFY((*store)->finish_run(*run, RunEnd::Complete).has_value());
  }
  QFile store(session.results().storePath());
  QVERIFY(store.open(QIODevice::ReadOnly));
  const QByteArray before = store.readAll();
  session.openQuickLook();
  QVERIFY(!session.results().isEmpty());
  session.setModelUsed("mamba2@1.3b", false);
  Score score;
  score.model = "mamba2@1.3b";
  score.precision = "f16";
  session.addScore(score); // the engine has stored it
  QTest::qWait(1100);
  const auto runs =
      RunStore::open(session.results().storePath().toStdString(), RunStore::Mode::ReadOnly).value()->runs().value();
  QVERIFY(session.save(file("saved.json")).has_value());
  store.seek(0);
  QCOMPARE(store.readAll(), before);
  const auto copied =
      RunStore::open(session.results().storePath().toStdString(), RunStore::Mode::ReadOnly).value()->runs().value();
  QCOMPARE(copied.size(), size_t{1});
  QCOMPARE(copied.front().started_utc, runs.front().started_utc);
  QCOMPARE(copied.front().completed_utc, runs.front().completed_utc);
}

void TestSession::sizeMovesEveryModel() {
  StudySession session(options({}));
  session.view().select("mamba2@1.3b");
  session.document().setSize("340m");
  for (const std::string& model : session.document().study().models)
    QVERIFY2(model.ends_with("@340m"), model.c_str());
  QCOMPARE(session.document().study().quality_group, std::string("slimpajama-340m-15b"));
  QCOMPARE(session.view().state().selected, std::string("mamba2@340m"));
  QVERIFY(session.document().isDirty());
  const auto& metric = session.view().state().y.quality_metric;
  const auto known = publishedResults()->metrics("slimpajama-340m-15b");
  QVERIFY(std::find(known.begin(), known.end(), metric) != known.end()); // an axis that has values
}

PARETO_TEST(TestSession)
#include "tst_session.moc"
