// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a session: what each says changed, and what can be taken back.
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

Limits someLimits() {
  Limits limits;
  limits[Metric::Tpot] = 50;
  return limits;
}

} // namespace

class TestSessionParts : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void everyChangeOfTheViewIsNamed_data();
  void everyChangeOfTheViewIsNamed();
  void aViewThatStaysSaysNothing();
  void everyChangeCanBeTakenBack_data();
  void everyChangeCanBeTakenBack();
  void whatFollowsAtOnceIsOneStep();
  void anotherDocumentForgetsTheSteps();
  void takingBackKeepsTheName();
  void dirtyIsWhatDiffersFromTheFile();
  void hidingIsTakenBackWithItsResults();
  void resultsSayWhatChanged();
  void oneThingMeasuresAtATime();
  void theSlidersMoveTheWorkload();
  void aStudyOpensAtItsWorkload();
  void modelsTickedWhileARunGoesOnAreMeasuredNext();
  void aChangeThatComesTooLateIsARunOfItsOwn();

private:
  std::unique_ptr<StudySession> session(const QString& engineBody = {}) const {
    return std::make_unique<StudySession>(
        StudySession::Options{engineBody.isEmpty() ? QString() : fakeEngine(m_folder->path(), engineBody),
                              m_folder->filePath(QStringLiteral("data")), publishedResults(), kPatience});
  }
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSessionParts::init() { m_folder = std::make_unique<QTemporaryDir>(); }

void TestSessionParts::everyChangeOfTheViewIsNamed_data() {
  QTest::addColumn<std::function<void(ViewState&)>>("change");
  QTest::addColumn<int>("named");
  using Change = std::function<void(ViewState&)>;
  const auto row = [](const char* name, const Change& change, ViewChange named) {
    QTest::newRow(name) << change << static_cast<int>(named);
  };
  row(
      "context", [](ViewState& v) { v.at.context = 3; }, ViewChange::Place);
  row(
      "requests", [](ViewState& v) { v.at.requests = 3; }, ViewChange::Place);
  row(
      "answer", [](ViewState& v) { v.at.answer_tokens = 3; }, ViewChange::Answer);
  row(
      "device", [](ViewState& v) { v.at.device = "vulkan:0"; }, ViewChange::Device);
  row(
      "compared", [](ViewState& v) { v.compared = Compared::Devices; }, ViewChange::Device);
  row(
      "whose devices", [](ViewState& v) { v.model = "gla@1.3b"; }, ViewChange::Device);
  row(
      "limits", [](ViewState& v) { v.limits = someLimits(); }, ViewChange::Limits);
  row(
      "x", [](ViewState& v) { v.x.metric = Metric::Memory; }, ViewChange::Axes);
  row(
      "y", [](ViewState& v) { v.y.quality_metric = "zero_shot_avg"; }, ViewChange::Axes);
  row(
      "latency", [](ViewState& v) { v.latency_metric = Metric::Ttft; }, ViewChange::Latency);
  row(
      "along", [](ViewState& v) { v.along = Along::Requests; }, ViewChange::Along);
  row(
      "running", [](ViewState& v) { v.running = true; }, ViewChange::Running);
  row(
      "selected", [](ViewState& v) { v.selected = "gla@1.3b"; }, ViewChange::Selection);
  row(
      "hidden", [](ViewState& v) { v.hidden = {"gla@1.3b"}; }, ViewChange::Hidden);
}

void TestSessionParts::everyChangeOfTheViewIsNamed() {
  QFETCH(std::function<void(ViewState&)>, change);
  QFETCH(int, named);
  View view;
  QSignalSpy changed(&view, &View::changed);
  ViewState next = view.state();
  change(next);
  view.set(next);
  view.set(next);
  QCOMPARE(changed.size(), 1);
  QCOMPARE(static_cast<int>(changed[0][0].value<ViewChanges>().toInt()), named);
  QVERIFY(kChartChanges & static_cast<ViewChange>(named));
}

void TestSessionParts::aViewThatStaysSaysNothing() {
  View view;
  QSignalSpy changed(&view, &View::changed);
  view.set(view.state());
  view.select({});
  view.setTab({});
  view.setResearch(false);
  view.setTheme(Theme::System);
  QCOMPARE(changed.size(), 0);
  view.setTab(QStringLiteral("memory"));
  view.setResearch(true);
  view.setTheme(Theme::Dark);
  view.select("gla@1.3b");
  QCOMPARE(changed.size(), 4);
  QVERIFY(changed[0][0].value<ViewChanges>() == ViewChange::Tab &&
          changed[1][0].value<ViewChanges>() == ViewChange::Level &&
          changed[2][0].value<ViewChanges>() == ViewChange::Theme);
}

void TestSessionParts::everyChangeCanBeTakenBack_data() {
  QTest::addColumn<std::function<void(StudySession&)>>("change");
  using Change = std::function<void(StudySession&)>;
  const auto row = [](const char* name, const Change& change) { QTest::newRow(name) << change; };
  row("model added", [](StudySession& s) { s.document().addModel("gla@1.3b"); });
  row("model ticked", [](StudySession& s) { s.setModelUsed("gla@1.3b", true); });
  row("model taken out", [](StudySession& s) { s.setModelUsed("mamba2@1.3b", false); });
  row("model switched off", [](StudySession& s) { s.document().hideModel("mamba2@1.3b"); });
  row("device", [](StudySession& s) { s.setDeviceUsed("vulkan:0", true); });
  row("size", [](StudySession& s) { s.document().setSize("340m"); });
  row("workload, by the document", [](StudySession& s) { s.document().setWorkload({512, 7, 2, Waits::Queue, 0.5}); });
  row("place, by the view", [](StudySession& s) {
    ViewState view = s.view().state();
    view.at.context = 512;
    view.at.requests = 3;
    s.setView(view);
  });
  row("answer, by the view", [](StudySession& s) {
    ViewState view = s.view().state();
    view.at.answer_tokens = 7;
    s.setView(view);
  });
  row("limits", [](StudySession& s) {
    ViewState view = s.view().state();
    view.limits = someLimits();
    s.setView(view);
  });
  row("grid", [](StudySession& s) {
    Study study = s.document().study();
    study.contexts = {64, 128};
    study.precision = "q8";
    s.document().setStudy(study);
  });
}

void TestSessionParts::everyChangeCanBeTakenBack() {
  QFETCH(std::function<void(StudySession&)>, change);
  const auto s = session();
  s->view().select("mamba2@1.3b");
  const auto before = to_json(s->state());
  const auto shown = s->results().evidence().models();
  QVERIFY(!s->document().undoStack().canUndo());
  change(*s);
  const auto after = to_json(s->state());
  const auto then = s->results().evidence().models();
  QVERIFY(after != before);
  QCOMPARE(s->document().undoStack().count(), 1);
  QSignalSpy studied(s.get(), &StudySession::studyChanged), viewed(s.get(), &StudySession::viewChanged);
  s->document().undoStack().undo();
  QVERIFY2(to_json(s->state()) == before, to_json(s->state()).dump().c_str());
  QCOMPARE(s->results().evidence().models(), shown);
  QVERIFY(!s->document().isDirty());
  QVERIFY(studied.size() + viewed.size() > 0); // the panels hear of it
  s->document().undoStack().redo();
  QVERIFY2(to_json(s->state()) == after, to_json(s->state()).dump().c_str());
  QCOMPARE(s->results().evidence().models(), then);
}

/// A slider that is dragged; back where it was, there is no step.
void TestSessionParts::whatFollowsAtOnceIsOneStep() {
  Document document;
  document.replace({quick_look(), {}, {}}, {}, false, false);
  Limits limits;
  for (double ms : {10.0, 20.0, 30.0}) {
    limits[Metric::Tpot] = ms;
    document.setLimits(limits);
  }
  QCOMPARE(document.undoStack().count(), 1);
  document.addModel("gla@1.3b");
  document.addModel("retnet@1.3b");
  QCOMPARE(document.undoStack().count(), 3);
  document.undoStack().setIndex(0);
  QVERIFY(document.limits() == Limits());
  document.setLimits(limits);
  document.setLimits({});
  QCOMPARE(document.undoStack().count(), 0);
}

void TestSessionParts::anotherDocumentForgetsTheSteps() {
  const auto s = session();
  s->document().addModel("gla@1.3b");
  s->newStudy();
  QVERIFY(!s->document().undoStack().canUndo() && !s->document().undoStack().canRedo());
  s->document().addModel("gla@1.3b");
  s->restore(s->state());
  QVERIFY(!s->document().undoStack().canUndo());
  QVERIFY(s->document().isDirty());
}

void TestSessionParts::takingBackKeepsTheName() {
  const auto s = session();
  s->document().addModel("gla@1.3b");
  QVERIFY(s->save(m_folder->filePath(QStringLiteral("mine.json"))).has_value());
  QCOMPARE(s->document().title(), QStringLiteral("mine"));
  s->document().undoStack().undo();
  QCOMPARE(s->document().title(), QStringLiteral("mine"));
  QVERIFY(s->document().isDirty());
}

void TestSessionParts::dirtyIsWhatDiffersFromTheFile() {
  const auto s = session();
  QSignalSpy dirty(s.get(), &StudySession::dirtyChanged);
  const Limits before = s->document().limits();
  s->document().setLimits(someLimits()); // Save keeps them
  QVERIFY(s->document().isDirty());
  s->document().setLimits(before);
  QVERIFY(!s->document().isDirty());
  s->document().addModel("gla@1.3b");
  QVERIFY(s->document().isDirty());
  s->document().removeModel("gla@1.3b");
  QVERIFY(!s->document().isDirty());
  QCOMPARE(dirty.size(), 4);
}

void TestSessionParts::hidingIsTakenBackWithItsResults() {
  const auto s = session(sayLine(startedEvent(quick_look())) +
                         sayLine(to_json(complete(decode("mamba2@1.3b", 1, 512, 100), 100))) +
                         sayLine({{"event", "finished"}, {"run", 1}, {"stopped", false}}));
  QSignalSpy ended(s.get(), &StudySession::runEnded);
  s->run();
  QVERIFY(ended.wait(kPatience));
  s->setModelUsed("mamba2@1.3b", false);
  QCOMPARE(s->results().evidence().models().size(), size_t{3});
  s->document().undoStack().undo();
  QCOMPARE(s->results().evidence().models().size(), size_t{4});
  QCOMPARE(s->results().evidence().measurements().size(), size_t{1});
}

void TestSessionParts::resultsSayWhatChanged() {
  const auto s = session();
  QSignalSpy changed(s.get(), &StudySession::evidenceChanged);
  const auto last = [&] {
    return changed.isEmpty() ? 0 : static_cast<int>(changed.takeLast()[0].value<ResultChanges>().toInt());
  };
  s->document().addModel("gla@1.3b");
  QCOMPARE(last(), int(ResultChange::Study));
  s->document().setLimits(someLimits());
  QCOMPARE(last(), 0); // a limit is no result
  Score score;
  score.model = "mamba2@1.3b";
  score.precision = "f16";
  s->addScore(score);
  QVERIFY(changed.wait(kPatience));
  QCOMPARE(last(), int(ResultChange::Scores));
}

void TestSessionParts::oneThingMeasuresAtATime() {
  MachineLock machine;
  QSignalSpy changed(&machine, &MachineLock::changed);
  QVERIFY(machine.work() == Work::None && machine.whyBusy().isEmpty());
  QVERIFY(machine.claim(Work::Race));
  QVERIFY(!machine.claim(Work::Race) && !machine.claim(Work::Text) && !machine.claim(Work::Run));
  machine.release(Work::Text); // not its own
  QVERIFY(machine.work() == Work::Race && !machine.whyBusy().isEmpty());
  machine.release(Work::Race);
  QVERIFY(machine.work() == Work::None);
  QCOMPARE(changed.size(), 2);
  const auto s = session(QStringLiteral("exec sleep 600"));
  QVERIFY(s->machine().claim(Work::Text));
  QSignalSpy ended(s.get(), &StudySession::runEnded);
  s->run();
  QVERIFY(!s->runs().isRunning());
  QCOMPARE(ended[0][1].toString(), s->machine().whyBusy());
  s->machine().release(Work::Text);
  s->run();
  QVERIFY(s->runs().isRunning() && s->machine().work() == Work::Run && !s->machine().claim(Work::Race));
}

void TestSessionParts::theSlidersMoveTheWorkload() {
  const auto s = session();
  const Workload before = s->document().study().workload;
  QSignalSpy study(s.get(), &StudySession::studyChanged), view(s.get(), &StudySession::viewChanged);
  for (int64_t context : {1024, 512, 256}) { // dragged
    ViewState next = s->view().state();
    next.at.context = context;
    next.at.requests = 4;
    s->setView(next);
  }
  Workload moved = before;
  moved.prompt_tokens = 256;
  moved.requests = 4;
  QVERIFY(s->document().study().workload == moved);
  QVERIFY(s->results().evidence().study().workload == moved);
  QCOMPARE(s->document().undoStack().count(), 1);
  QCOMPARE(view.size(), 3);
  QCOMPARE(study.size(), 0); // no result is of another study now
  QVERIFY(s->document().isDirty());
  s->document().undoStack().undo();
  QVERIFY(s->document().study().workload == before && s->results().evidence().study().workload == before);
  QCOMPARE(s->view().state().at.context, before.prompt_tokens);
  QCOMPARE(s->view().state().at.requests, before.requests);
}

void TestSessionParts::aStudyOpensAtItsWorkload() {
  const auto s = session();
  const QString file = m_folder->filePath(QStringLiteral("mine.json"));
  s->document().setWorkload({512, 77, 2, Waits::Queue, 0.5});
  QVERIFY(s->save(file).has_value());
  s->openQuickLook();
  QCOMPARE(s->view().state().at.context, quick_look().workload.prompt_tokens);
  QVERIFY(s->open(file).has_value());
  QVERIFY((s->document().study().workload == Workload{512, 77, 2, Waits::Queue, 0.5}));
  const OperatingPoint at = s->view().state().at;
  QVERIFY(at.context == 512 && at.requests == 2 && at.answer_tokens == 77);
  QVERIFY(!s->document().isDirty());
  auto old = to_json(s->state()); // of a version that kept the place with the view alone
  old["study"].erase("workload");
  old["view"]["context"] = 4096;
  old["view"]["requests"] = 3;
  const auto restored = session_state_from_json(old, "old");
  QVERIFY(restored && restored->study.workload.prompt_tokens == 4096 && restored->study.workload.requests == 3);
}

/// The engine is told once for several ticks, goes on, and the window never says that it stopped.
void TestSessionParts::modelsTickedWhileARunGoesOnAreMeasuredNext() {
  const QString asked = m_folder->filePath(QStringLiteral("asked"));
  const QString begin = sayLine(startedEvent(quick_look()));
  const auto s = session(
      QStringLiteral("n=0; ") + begin +
      QStringLiteral("while [ $n -lt 3 ] && read -r line; do n=$((n+1)); echo \"$line\" > '%1'.$n\n").arg(asked) +
      begin + QStringLiteral("done\n") + sayLine({{"event", "finished"}, {"run", 1}, {"stopped", false}}));
  const auto told = [&](int change) {
    QFile file(asked + QStringLiteral(".%1").arg(change));
    const auto command = file.open(QIODevice::ReadOnly)
                             ? protocol::read_run_command(file.readAll().toStdString())
                             : Result<protocol::RunCommand>(fail(ErrorCode::Io, "not there"));
    return command ? std::get<protocol::Change>(*command).study : Study();
  };
  QSignalSpy started(&s->runs(), &Runs::started), ended(s.get(), &StudySession::runEnded),
      running(s.get(), &StudySession::runningChanged);
  s->run();
  QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, kPatience);
  s->setModelUsed("gla@1.3b", true);
  s->setModelUsed("retnet@1.3b", true);
  QTRY_COMPARE_WITH_TIMEOUT(started.size(), 2, kPatience);
  QCOMPARE(told(1).models.size(), size_t{6});
  s->setModelUsed("mamba2@1.3b", false); // switched off
  QTRY_COMPARE_WITH_TIMEOUT(started.size(), 3, kPatience);
  QCOMPARE(told(2).models.size(), size_t{5});
  QVERIFY(s->view().state().running && ended.isEmpty());
  Workload workload = s->document().study().workload;
  workload.waits = Waits::Overnight; // asks for no other place
  s->document().setWorkload(workload);
  QTest::qWait(1500);
  QCOMPARE(started.size(), 3);
  workload.prompt_tokens = 4096;
  s->document().setWorkload(workload);
  QVERIFY(ended.wait(kPatience)); // of which this one ends by itself
  QCOMPARE(told(3).workload.prompt_tokens, int64_t{4096});
  QCOMPARE(started.size(), 4);
  QCOMPARE(running.size(), 2); // on, and off at the end
  QVERIFY(!ended[0][0].toBool() && !s->view().state().running);
  s->setModelUsed("mamba2@1.3b", true);
  QTest::qWait(1500);
  QCOMPARE(started.size(), 4); // nothing goes on
}

/// An engine that ended before it heard of another study is started again for it.
void TestSessionParts::aChangeThatComesTooLateIsARunOfItsOwn() {
  const QString mark = m_folder->filePath(QStringLiteral("mark"));
  const auto s = session(sayLine(startedEvent(quick_look())) +
                         QStringLiteral("[ -e '%1' ] || { : > '%1'; read -r line; }\n").arg(mark) +
                         sayLine({{"event", "finished"}, {"run", 1}, {"stopped", false}}));
  QSignalSpy started(&s->runs(), &Runs::started), ended(s.get(), &StudySession::runEnded);
  s->run();
  QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, kPatience);
  s->setModelUsed("gla@1.3b", true);
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(started.size(), 2);
  QCOMPARE(ended.size(), 1);
}

PARETO_TEST(TestSessionParts)
#include "tst_session_parts.moc"
