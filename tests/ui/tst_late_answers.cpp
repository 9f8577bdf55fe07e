// SPDX-License-Identifier: GPL-3.0-or-later
// What an engine says late, of models that are gone, in windows that were closed meanwhile: walks a person makes.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/pages/race/race_page.h"
#include "ui/panels/own_text_dialog.h"
#include "ui/session/text_scorer.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QThreadPool>
#include <QTreeView>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

const QString kLlama = QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama"),
              kMamba = QStringLiteral(PARETO_GOLDEN_DIR "/hf/mamba2");

Score score(double value) {
  Score s;
  s.model = "x";
  s.precision = "f16";
  s.context = 1024;
  s.value = value;
  s.ci95 = Interval{value - 0.05, value + 0.05};
  s.n = 2100;
  s.bytes = 7454;
  s.file = "sample-en.txt";
  s.time_utc = "2025-03-04T05:06:07Z";
  s.curve = {{16, value + 1, 30}, {32, value + 0.5, 60}, {64, value, 90}};
  return s;
}

/// Runs, scores and races; each waits as long as the file "slow" beside it says.
QString slowEngine() {
  return QStringLiteral("wait() { sleep $(cat \"$(dirname \"$0\")/slow\" 2>/dev/null || echo 0); }\ncase \"$1\" "
                        "in\nevaluate) wait\n") +
         sayLine(to_json(score(1.25))) +
         QStringLiteral(
             ";;\ngenerate) echo '{\"event\":\"ready\",\"weight_bytes\":1000,\"prompt_tokens\":3}'\nread word\nwait\n"
             "echo '{\"event\":\"token\",\"index\":0,\"id\":5}'\necho "
             "'{\"event\":\"generated\",\"stop\":\"length\",\"ttft_ms\":5,\"tpot_ms\":5,\"decode_tokens_per_s\":200}';;"
             "\nrun)\n") +
         sayLine(startedEvent(quick_look())) + sayLine(progressEvent(fullStudy(quick_look())[0].key, 1, 28)) +
         QStringLiteral("wait\n") + sayLine(to_json(fullStudy(quick_look())[0])) +
         sayLine({{"event", "finished"}, {"run", 1}, {"stopped", false}}) + QStringLiteral(";;\nesac");
}

} // namespace

class TestLateAnswers : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void ownTextClosedAndItsModelUnticked();
  void ownTextClosedWhileMeasuring();
  void theStudyChangesWhileATextIsMeasured();
  void theModelGoesWhileItRuns();
  void aNewStudyWhileItRuns();
  void aNewStudyWhileRacing();
  void theWindowGoesWhileAllMeasure();
  void everyViewOfAModelThatIsGone();
  void modelsThatOpenLate();
  void aModelThatOpensLateIsNotWantedAnyMore();
  void theWindowGoesWhileModelsOpen();

private:
  /// A model that nobody has opened yet.
  std::string freshModel(const QString& name) const;
  void slow(const char* seconds) const;
  /// Its row in the tree, by the name people see.
  QModelIndex rowOf(const QString& name) const;
  void untick(const QString& name) const;
  OwnTextDialog* dialog() const { return m_window->findChild<OwnTextDialog*>(); }
};

void TestLateAnswers::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  build(slowEngine(), false);
  Study study = m_session->document().study();
  study.models = {kLlama.toStdString(), kMamba.toStdString()};
  study.baseline.clear();
  m_session->document().setStudy(study);
}

void TestLateAnswers::slow(const char* seconds) const {
  QFile file(m_folder->filePath(QStringLiteral("slow")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(seconds);
}

QModelIndex TestLateAnswers::rowOf(const QString& name) const {
  const QAbstractItemModel* model = child<QTreeView>("tree")->model();
  for (int family = 0; family < model->rowCount(); ++family)
    for (int row = 0; row < model->rowCount(model->index(family, 0)); ++row)
      if (const QModelIndex at = model->index(row, 0, model->index(family, 0)); at.data().toString() == name)
        return at;
  return {};
}

void TestLateAnswers::untick(const QString& name) const {
  auto* tree = child<QTreeView>("tree");
  const QModelIndex row = rowOf(name);
  QVERIFY2(row.isValid(), qPrintable(name));
  tree->setCurrentIndex(row);
  tree->setFocus();
  QTest::keyClick(tree, Qt::Key_Space);
}

/// The walk that ended the window: measure, close, untick.
void TestLateAnswers::ownTextClosedAndItsModelUnticked() {
  QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
  QVERIFY(dialog() && dialog()->isVisible());
  QTest::mouseClick(child<QPushButton>("startText"), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(m_session->results().scores().size(), size_t{2}, kPatience);
  QTRY_VERIFY(m_session->machine().work() == Work::None);
  QTest::keyClick(dialog(), Qt::Key_Escape);
  QVERIFY(!dialog()->isVisible());
  for (const char* name : {"mamba2", "llama"}) { // the newest score is of the first that goes
    untick(QLatin1String(name));
    QVERIFY(!rowOf(QLatin1String(name)).isValid() ||
            rowOf(QLatin1String(name)).data(Qt::CheckStateRole).toInt() == Qt::Unchecked);
    QCoreApplication::processEvents();
  }
  QVERIFY(m_session->document().study().models.empty());
  action("ownText")->trigger();
  QVERIFY(dialog()->isVisible());
  auto* table = child<QTableWidget>("scores");
  QCOMPARE(table->rowCount(), 2);
  QCOMPARE(table->item(0, 0)->text(), QStringLiteral("mamba2")); // what was measured is still told
  for (int row = 0; row < 2; ++row) {
    table->selectRow(row);
    QCOMPARE(child<ChartView>("scoreCurve")->spec().series.size(),
             1); // of another model nothing is known to be of its size
  }
  QVERIFY(!child<QPushButton>("startText")->isEnabled());
}

/// Escape closes the dialog and nothing else.
void TestLateAnswers::ownTextClosedWhileMeasuring() {
  slow("0.3");
  QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
  QTest::mouseClick(child<QPushButton>("startText"), Qt::LeftButton);
  QVERIFY(m_session->machine().work() == Work::Text);
  QTest::keyClick(dialog(), Qt::Key_Escape);
  QVERIFY(!dialog()->isVisible());
  QVERIFY(child<QLabel>("notice")->text().contains(QStringLiteral("still being measured")));
  untick(QStringLiteral("llama")); // the one that is measured now: the other is not lost
  QTRY_VERIFY_WITH_TIMEOUT(m_session->machine().work() == Work::None, kPatience);
  for (const Score& each : m_session->results().scores())
    QVERIFY(each.model != kLlama.toStdString());
}

void TestLateAnswers::theStudyChangesWhileATextIsMeasured() {
  slow("0.2");
  QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
  QTest::mouseClick(child<QPushButton>("startText"), Qt::LeftButton);
  QVERIFY(m_session->machine().work() == Work::Text);
  m_session->newStudy();
  QTRY_VERIFY_WITH_TIMEOUT(m_session->machine().work() == Work::None, kPatience);
  QVERIFY(m_session->results().scores().empty()); // it must not get the other study's
}

void TestLateAnswers::theModelGoesWhileItRuns() {
  slow("0.3");
  QSignalSpy ended(m_session.get(), &StudySession::runEnded);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(m_session->runs().isRunning());
  untick(QStringLiteral("llama"));
  untick(QStringLiteral("mamba2"));
  QVERIFY(ended.wait(kPatience)); // progress and results name models that are not shown
  for (int tab = 0; tab < tabs()->count(); ++tab)
    clickTab(tab);
}

void TestLateAnswers::aNewStudyWhileItRuns() {
  slow("0.3");
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(m_session->runs().isRunning());
  m_session->newStudy();
  QVERIFY(!m_session->runs().isRunning());
  QTest::qWait(500);
  QVERIFY(m_session->results().isEmpty());
}

void TestLateAnswers::aNewStudyWhileRacing() {
  slow("0.3");
  clickPage("live-race");
  auto* race = child<QPushButton>("raceStart");
  QTRY_VERIFY(race->isEnabled());
  QTest::mouseClick(race, Qt::LeftButton);
  QVERIFY(m_session->machine().work() == Work::Race);
  m_session->newStudy();
  QTRY_VERIFY_WITH_TIMEOUT(m_session->machine().work() == Work::None, kPatience);
  QVERIFY(child<QLabel>("raceResult")->text().isEmpty());
  QVERIFY(child<QLabel>("raceFigures1")->text().isEmpty());
}

void TestLateAnswers::theWindowGoesWhileAllMeasure() {
  slow("0.5");
  for (const int what : {0, 1, 2}) {
    if (what == 0) {
      QTest::keyClick(m_window.get(), Qt::Key_F5);
    } else if (what == 1) {
      clickPage("live-race");
      QTRY_VERIFY(child<QPushButton>("raceStart")->isEnabled());
      QTest::mouseClick(child<QPushButton>("raceStart"), Qt::LeftButton);
    } else {
      QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
      QTest::mouseClick(child<QPushButton>("startText"), Qt::LeftButton);
    }
    QVERIFY(m_session->machine().work() != Work::None);
    init(); // destroys both and opens them anew
    QTest::qWait(50);
  }
}

/// Charts, cards and tables asked for a model that is in no study: they say so, and fall over nothing.
void TestLateAnswers::everyViewOfAModelThatIsGone() {
  const std::string gone = "/nowhere/gone.gguf";
  Study study = m_session->document().study();
  study.models.push_back(gone);
  study.baseline = gone;
  m_session->document().setStudy(study);
  m_session->view().select(gone);
  ViewState view = m_session->view().state();
  view.model = "never@heard";
  view.compared = Compared::Devices;
  m_session->setView(view);
  for (const bool research : {false, true}) {
    m_window->setResearch(research);
    for (int tab = 0; tab < tabs()->count(); ++tab)
      clickTab(tab);
  }
  QVERIFY(!m_window->charts().isEmpty());
  study.models = {gone};
  m_session->document().setStudy(study);
  for (int tab = 0; tab < tabs()->count(); ++tab)
    clickTab(tab);
  QVERIFY(m_session->results().evidence().facts(gone).problem.size() > 10);
}

std::string TestLateAnswers::freshModel(const QString& name) const {
  const QString folder = m_folder->filePath(name);
  QDir().mkpath(folder);
  for (const QFileInfo& file : QDir(kLlama).entryInfoList(QDir::Files))
    QFile::copy(file.filePath(), QDir(folder).filePath(file.fileName()));
  return folder.toStdString();
}

/// The window does not wait for them; each is there, with all that is known of it, once it is opened.
void TestLateAnswers::modelsThatOpenLate() {
  m_openPatience = 0;
  init();
  Study study = m_session->document().study();
  study.models = {freshModel(QStringLiteral("one")), freshModel(QStringLiteral("two"))};
  m_session->document().setStudy(study);
  QCOMPARE(m_session->document().study().models, study.models);
  m_session->view().select(study.models[0]);
  for (int tab = 0; tab < tabs()->count(); ++tab)
    clickTab(tab);
  QTRY_COMPARE_WITH_TIMEOUT(m_session->results().evidence().models(), study.models, kPatience);
  QVERIFY(m_session->opener().pending().empty());
  for (const std::string& model : study.models)
    QVERIFY2(m_session->results().evidence().facts(model).opened(),
             m_session->results().evidence().facts(model).problem.c_str());
  study.models.push_back("/nowhere/gone.gguf"); // neither is its reason waited for
  m_session->document().setStudy(study);
  QTRY_VERIFY_WITH_TIMEOUT(m_session->results().evidence().facts("/nowhere/gone.gguf").problem.find("no file") !=
                               std::string::npos,
                           kPatience);
  m_openPatience = kPatience;
}

void TestLateAnswers::aModelThatOpensLateIsNotWantedAnyMore() {
  m_openPatience = 0;
  init();
  const std::string late = freshModel(QStringLiteral("late")), other = freshModel(QStringLiteral("other"));
  m_session->document().addModel(late);
  m_session->document().addModel(other);
  m_session->setModelUsed(late, false);
  QThreadPool::globalInstance()->waitForDone();
  QTRY_VERIFY_WITH_TIMEOUT(m_session->opener().pending().empty(), kPatience);
  QVERIFY(!m_session->results().evidence().facts(late).opened());
  QVERIFY(m_session->results().evidence().facts(other).opened());
  m_session->document().addModel(freshModel(QStringLiteral("later")));
  m_session->newStudy();
  QThreadPool::globalInstance()->waitForDone();
  QCoreApplication::processEvents();
  QTRY_COMPARE_WITH_TIMEOUT(m_session->results().evidence().models(), m_session->document().study().models, kPatience);
  m_openPatience = kPatience;
}

void TestLateAnswers::theWindowGoesWhileModelsOpen() {
  m_openPatience = 0;
  init();
  m_session->document().addModel(freshModel(QStringLiteral("late")));
  m_openPatience = kPatience;
  init();
  QThreadPool::globalInstance()->waitForDone();
  QCoreApplication::processEvents();
  QVERIFY(m_session->opener().pending().empty());
}

PARETO_TEST(TestLateAnswers)
#include "tst_late_answers.moc"
