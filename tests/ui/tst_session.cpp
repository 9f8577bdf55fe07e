// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_store.h"
#include "tests/support/fake_engine.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"
#include "tests/ui/patience.h"
#include "ui/session/study_session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

Measurement sample(const char* model = "softmax-attention@1.3b") { return complete(decode(model, 1, 512, 100), 100); }

const nlohmann::json kFinished{{"event", "finished"}, {"run", 1}, {"stopped", false}};

} // namespace

class TestSession : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void studyRoundTrip();
  void badStudyIsRefused();
  void storeIsShownAgain();
  void brokenStoreIsSaid();
  void savingTakesTheResultsAlong();
  void aDamagedValueHidesNoOther();
  void aStudyFromAReadOnlyFolderIsShown();
  void theWindowWritesNothing();
  void sizeMovesEveryModel();
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
  void devicesAreListed();
  void devicesOfAnotherMachineAreLeftOut();
  void deviceResultsAreShownAgain();
  void realEngine();
  void realEngineOnTwoDevices();

private:
  QString engine(const QString& body) const { return fakeEngine(m_folder->path(), body); }
  StudySession::Options options(const QString& enginePath) const {
    return {enginePath, m_folder->filePath(QStringLiteral("data")), publishedResults(), kPatience};
  }
  QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSession::init() { m_folder = std::make_unique<QTemporaryDir>(); }

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

void TestSession::switchedOffKeepsResults() {
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

void TestSession::fallbackSizeIsSaid() {
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

void TestSession::linesSplitAnywhere() {
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

void TestSession::warningsAreSaid() {
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

void TestSession::garbageIsReported() {
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

void TestSession::engineEnds_data() {
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

void TestSession::engineEnds() {
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

void TestSession::stopIsImmediate_data() {
  QTest::addColumn<QString>("end");
  QTest::newRow("polite") << "exec sleep 600";
  QTest::newRow("deaf") << "trap '' TERM\nexec sleep 600";
}

void TestSession::stopIsImmediate() {
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
void TestSession::stoppedRunStaysMarked() {
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

void TestSession::missingEngine() {
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

void TestSession::burstIsCoalesced() {
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

void TestSession::openingAnotherEndsTheRun() {
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

void TestSession::devicesAreListed() {
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

void TestSession::devicesOfAnotherMachineAreLeftOut() {
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

void TestSession::deviceResultsAreShownAgain() {
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
void TestSession::realEngineOnTwoDevices() {
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

void TestSession::realEngine() {
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

PARETO_TEST(TestSession)
#include "tst_session.moc"
