// SPDX-License-Identifier: GPL-3.0-or-later
// Run, Stop and what becomes of them in the window: clicks and keys, offscreen.
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/export/chart_exporter.h"
#include "ui/pages/page.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

#include <functional>
#include <tuple>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

/// Answers the next message box by pressing the button whose text holds `word`; counts the boxes.
class BoxAnswer : public QObject {
public:
  explicit BoxAnswer(QString word) : m_word(std::move(word)) {
    m_timer.setInterval(20);
    connect(&m_timer, &QTimer::timeout, this, &BoxAnswer::look);
    m_timer.start();
  }
  int boxes = 0;

private:
  void look() {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    if (!box)
      return;
    for (QAbstractButton* button : box->buttons())
      if (QString(button->text()).remove(QLatin1Char('&')).contains(m_word)) {
        ++boxes;
        button->click();
        return;
      }
  }
  QString m_word;
  QTimer m_timer;
};

} // namespace

class TestWindowRun : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void noTextSaysPressRunWhileRunning();
  void runStopAndProgress();
  void stoppedRunIsCalledPartial();
  void raceTextAndRunExcludeEachOther();
  void closingWhileRunningAsksOnce();
  void closingWithChangesAsks();
  void allThatSaveKeepsIsAskedAbout_data();
  void allThatSaveKeepsIsAskedAbout();
  void stateIsRestored();
  void emptyStates();
};

void TestWindowRun::noTextSaysPressRunWhileRunning() {
  m_folder = std::make_unique<QTemporaryDir>();
  build(sayLine(startedEvent(quick_look())) + QStringLiteral("exec sleep 600"), false);
  const auto texts = [this] {
    for (const char* id : {"answer", kTradeOffPage}) { // what is hidden is made anew once it is seen
      tabs()->showPage(QLatin1String(id));
      page();
    }
    QStringList all{child<QLabel>("verdict")->text(), child<QProgressBar>("progress")->text()};
    for (const ChartSpec& chart : m_window->charts())
      all << chart.sentence << chart.emptyText;
    for (const QLabel* label : m_window->findChildren<QLabel*>())
      all << label->text();
    return all.filter(QStringLiteral("press Run"), Qt::CaseInsensitive);
  };
  QVERIFY(!texts().isEmpty());
  m_session->run();
  QTRY_VERIFY_WITH_TIMEOUT(m_session->runs().isRunning(), kPatience);
  QTRY_VERIFY2(texts().isEmpty(), qPrintable(texts().join(QLatin1Char('|'))));
  m_session->runs().stop();
  QTRY_VERIFY_WITH_TIMEOUT(!texts().isEmpty(), kPatience);
}

void TestWindowRun::runStopAndProgress() {
  QVERIFY(action("run")->isVisible());
  QSignalSpy measured(m_session.get(), &StudySession::measured), ended(m_session.get(), &StudySession::runEnded);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(m_session->runs().isRunning());
  QVERIFY(action("stop")->isVisible());
  QVERIFY(!action("run")->isVisible());
  QVERIFY(measured.wait(kPatience));
  auto* progress = child<QProgressBar>("progress");
  QCOMPARE(progress->maximum(), 29);
  QVERIFY2(progress->text().contains(QStringLiteral("Transformer++")), qPrintable(progress->text()));
  QVERIFY(progress->text().contains(QStringLiteral("1 min")));
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
  QVERIFY(ended.wait(kPatience));
  QVERIFY(ended[0][0].toBool());
  QVERIFY(action("run")->isVisible());
  QVERIFY(m_session->results().evidence().measurements().size() > fullStudy(quick_look()).size());
  QVERIFY(m_session->results().evidence().cut_short() == std::optional(Coverage{28, 32}));
  QVERIFY(progress->text().contains(QStringLiteral("Stopped early"))); // the workload's prompt was not measured before
}

/// Two of 32 cells, then Stop: the window and every export say so.
void TestWindowRun::stoppedRunIsCalledPartial() {
  m_folder = std::make_unique<QTemporaryDir>();
  const auto full = fullStudy(quick_look());
  build(sayLine(startedEvent(quick_look())) + sayLine(to_json(full[0])) + sayLine(to_json(full[1])) +
            QStringLiteral("exec sleep 600"),
        false);
  std::ignore = RunStore::open(storePath().toStdString())
                    .value()
                    ->begin_run(quick_look(), startedEvent(quick_look())["calibration"].dump())
                    .value(); // as the engine does
  QSignalSpy measured(m_session.get(), &StudySession::measured), ended(m_session.get(), &StudySession::runEnded);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QTRY_COMPARE_WITH_TIMEOUT(measured.size(), 2, kPatience);
  const auto saysStopped = [this] {
    return chartCsv(m_window->charts().first()).contains("stopped early: 2 of 32 cells of the study measured");
  };
  QVERIFY(!saysStopped()); // it goes on
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
  QVERIFY(ended.wait(kPatience));
  QVERIFY2(saysStopped(), chartCsv(m_window->charts().first()).constData());
  auto* progress = child<QProgressBar>("progress");
  QVERIFY2(progress->text().contains(QStringLiteral("Stopped early: 2 of 32 cells measured")),
           qPrintable(progress->text()));
  QVERIFY(RunStore::open(storePath().toStdString(), RunStore::Mode::ReadOnly).value()->runs()->back().end !=
          RunEnd::Complete); // its engine was killed
}

/// The three share the processor: while one measures, each of the others says in one sentence why it cannot start.
void TestWindowRun::raceTextAndRunExcludeEachOther() {
  m_folder = std::make_unique<QTemporaryDir>();
  build(QStringLiteral("case \"$1\" in generate) echo '{\"event\":\"ready\"}';; run) ") +
            sayLine(startedEvent(quick_look())) + QStringLiteral(";; esac\nexec sleep 600"),
        false);
  Study study = m_session->document().study();
  study.models = {PARETO_GOLDEN_DIR "/hf/mamba2", PARETO_GOLDEN_DIR "/hf/llama"};
  study.baseline.clear();
  m_session->document().setStudy(study);
  clickPage("live-race");
  QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
  auto* race = child<QPushButton>("raceStart");
  auto* text = child<QPushButton>("startText");
  QTRY_VERIFY(race->isEnabled() && text->isEnabled());
  const auto notice = [this] { return child<QLabel>("notice")->text(); };

  QTest::mouseClick(race, Qt::LeftButton);
  QVERIFY(m_session->machine().work() == Work::Race);
  QVERIFY(!text->isEnabled());
  QVERIFY2(child<QLabel>("textStatus")->text().contains(QStringLiteral("A race is running")),
           qPrintable(child<QLabel>("textStatus")->text()));
  action("run")->trigger();
  QVERIFY(!m_session->runs().isRunning());
  QVERIFY2(notice().contains(QStringLiteral("A race is running")), qPrintable(notice()));
  QTest::mouseClick(race, Qt::LeftButton); // stops it
  QTRY_VERIFY_WITH_TIMEOUT(m_session->machine().work() == Work::None, kPatience);
  QVERIFY(text->isEnabled() && child<QLabel>("textStatus")->text().isEmpty());

  QTest::mouseClick(text, Qt::LeftButton);
  QVERIFY(m_session->machine().work() == Work::Text);
  QVERIFY(!race->isEnabled());
  QVERIFY2(child<QLabel>("raceMemory")->text().contains(QStringLiteral("Quality is being measured")),
           qPrintable(child<QLabel>("raceMemory")->text()));
  action("run")->trigger();
  QVERIFY(!m_session->runs().isRunning());
  QVERIFY(notice().contains(QStringLiteral("Quality is being measured")));
  m_session->runPrecisions(PARETO_GOLDEN_DIR "/hf/mamba2", {"f32"});
  QVERIFY(!m_session->runs().isRunning());
  QTest::mouseClick(text, Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(m_session->machine().work() == Work::None, kPatience);

  action("run")->trigger();
  QVERIFY(m_session->machine().work() == Work::Run);
  QVERIFY(!race->isEnabled() && !text->isEnabled());
  QVERIFY(child<QLabel>("textStatus")->text().contains(QStringLiteral("A measurement is running")));
  action("stop")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(race->isEnabled() && text->isEnabled(), kPatience);
}

void TestWindowRun::closingWhileRunningAsksOnce() {
  QSignalSpy measured(m_session.get(), &StudySession::measured);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(measured.wait(kPatience));
  {
    BoxAnswer cancel(QStringLiteral("Cancel"));
    m_window->close();
    QCOMPARE(cancel.boxes, 1);
    QVERIFY(m_window->isVisible());
    QVERIFY(m_session->runs().isRunning());
  }
  BoxAnswer stop(QStringLiteral("Stop"));
  m_window->close();
  QCOMPARE(stop.boxes, 1);
  QVERIFY(!m_window->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(!m_session->runs().isRunning(), kPatience);
}

void TestWindowRun::closingWithChangesAsks() {
  Study study = m_session->document().study();
  study.name = "Changed";
  m_session->document().setStudy(study);
  BoxAnswer discard(QStringLiteral("Do not save"));
  m_window->close();
  QCOMPARE(discard.boxes, 1);
  QVERIFY(!m_window->isVisible());
}

void TestWindowRun::allThatSaveKeepsIsAskedAbout_data() {
  using Change = std::function<void(StudySession&)>;
  QTest::addColumn<Change>("change"); // none: by a click on the limit
  QTest::newRow("a limit") << Change();
  QTest::newRow("the goal") << Change([](StudySession& session) {
    session.document().setRule(session.document().limits(), Goal::LeastMemory, session.document().task());
  });
  QTest::newRow("the task") << Change([](StudySession& session) {
    session.document().setRule(session.document().limits(), session.document().goal(), "lambada-ppl");
  });
  QTest::newRow("a model switched off") << Change(
      [](StudySession& session) { session.document().hideModel("mamba2@1.3b"); });
}

/// Each alone is a change of the document: closing asks, taken back it does not, and saved it does not.
void TestWindowRun::allThatSaveKeepsIsAskedAbout() {
  QFETCH(std::function<void(StudySession&)>, change);
  QVERIFY(m_session->save(m_folder->filePath(QStringLiteral("mine.json"))).has_value());
  QVERIFY(!m_window->isWindowModified());
  const auto changed = [&] {
    if (change)
      change(*m_session);
    else
      QTest::mouseClick(child<QCheckBox>("limitMemoryCheck"), Qt::LeftButton, {}, QPoint(8, 8));
    settlePanels();
  };
  changed();
  QVERIFY(m_session->document().isDirty() && m_window->isWindowModified());
  {
    BoxAnswer cancel(QStringLiteral("Cancel"));
    m_window->close();
    QCOMPARE(cancel.boxes, 1);
    QVERIFY(m_window->isVisible());
  }
  m_window->activateWindow(); // the box had it
  QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(!m_session->document().isDirty() && !m_window->isWindowModified());
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(m_session->document().isDirty() && m_window->isWindowModified());
  BoxAnswer save(QStringLiteral("Save"));
  m_window->close();
  QCOMPARE(save.boxes, 1);
  QVERIFY(!m_window->isVisible() && !m_session->document().isDirty());
  const auto kept = Document::read(m_session->document().filePath());
  QVERIFY(kept && kept->limits == m_session->document().limits() && kept->goal == m_session->document().goal());
  QVERIFY(kept->task == m_session->document().task() && kept->hidden == m_session->document().hidden());
}

void TestWindowRun::stateIsRestored() {
  m_window->setResearch(true);
  clickPage("data");
  m_window->setThemeChoice(Theme::Dark);
  m_window->resize(1400, 900);
  m_window->close();
  build(QStringLiteral("exit 0"));
  QVERIFY(m_window->isResearch());
  QCOMPARE(tabText(), QStringLiteral("DATA"));
  QVERIFY(QApplication::palette().window().color().lightness() < 128);
  m_window->setThemeChoice(Theme::System);
}

void TestWindowRun::emptyStates() {
  m_folder = std::make_unique<QTemporaryDir>();
  build(QStringLiteral("echo 'Something broke.' >&2\nexit 1"), false);
  QVERIFY(chart()->panel()->spec().series.isEmpty() || chart()->panel()->spec().series[0].points.isEmpty());
  QVERIFY(!chart()->panel()->spec().emptyText.isEmpty());
  QVERIFY(child<QLabel>("verdict")->text().size() > 20);
  QVERIFY(child<QProgressBar>("progress")->text().contains(QStringLiteral("Run")));
  QSignalSpy ended(m_session.get(), &StudySession::runEnded);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(ended.wait(kPatience));
  QVERIFY(child<QLabel>("notice")->text().contains(QStringLiteral("Something broke.")));
}

PARETO_TEST(TestWindowRun)
#include "tst_window_run.moc"
