// SPDX-License-Identifier: GPL-3.0-or-later
// The page ANSWER and what stands around it, by clicks and keys: the strip, the map, the notes, the docks.
#include "core/decide/answer/workload_choices.h"
#include "tests/support/program.h"
#include "tests/ui/answer_test.h"
#include "tests/ui/pictures.h"
#include "tests/ui/view_steps.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"
#include "ui/export/chart_exporter.h"
#include "ui/pages/answer/meeting_view.h"
#include "ui/panels/bottom_sheet.h"
#include "ui/panels/compare_rail.h"
#include "ui/panels/winner_track.h"
#include "ui/words/format.h"
#include "ui/words/language.h"

#include <QClipboard>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSlider>
#include <QSpinBox>
#include <QTableWidget>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestAnswerPage : public AnswerTest {
  Q_OBJECT

private Q_SLOTS:
  void phrasesAndPlanAreCopiedAndKept();
  void theCrossIsDragged();
  void theStripMovesEveryPage();
  void theAnswersSliderIsDragged();
  void theNextMeasurementStarts();
  void presentingLeavesTheSentenceAndTheChart();
  void docksGiveWayInANarrowWindow();
  void oneWidthHasOneLayout();
  void tilesAndChartsAreWhole();
  void theCellOfTheCrossSaysWhatHoldsThere();
  void thePanelLeavesItsMarks();
  void thePromptTakesTheColourOfWhoWins();
  void theTrackFollowsTheLoad();
  void theMapIsUpToDate();
  void theChartInHandIsExported();
  void memoryHasALineHereAndThere();
  void whatLiesBeneathFollowsTheSlider();
};

/// At once where some of it is seen, otherwise when the person rests; whoever asks for a whole page does not wait.
void TestAnswerPage::whatLiesBeneathFollowsTheSlider() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  openStudy(study, {128, 600, 2048}, {1, 8});
  m_window->resize(1280, 800);
  AnswerPage* page = answerPage();
  auto* table = page->findChild<QTableWidget*>(QStringLiteral("shortlist"));
  const auto wait = [&] { return table->item(1, ShortlistTable::Wait)->text(); };
  const auto lookAt = [&](int64_t context) {
    ViewState view = m_session->view().state();
    view.at.context = context;
    m_session->setView(view);
  };
  QTest::qWait(50);
  QVERIFY(table->visibleRegion().isEmpty());
  const QString first = wait();
  lookAt(1'200);
  QTRY_VERIFY(wait() != first);
  const QString second = wait();
  lookAt(600);
  page->settle();
  QCOMPARE(wait(), first);
  page->findChild<QScrollArea*>()->ensureWidgetVisible(table);
  QVERIFY(!table->visibleRegion().isEmpty());
  QTest::qWait(50);
  lookAt(1'200);
  QTest::qWait(60); // the frame
  QCOMPARE(wait(), second);
}

/// A page has several charts: that which the person was in last is copied, printed and saved.
void TestAnswerPage::theChartInHandIsExported() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  openStudy(study, {128, 600, 2048}, {1, 8});
  AnswerPage* page = answerPage();
  const auto copied = [this] {
    QApplication::clipboard()->clear();
    action("exportCopy")->trigger();
    return QApplication::clipboard()->text().section(QLatin1Char('\n'), 0, 0);
  };
  QVERIFY2(copied().contains(QStringLiteral("reading_ms")), qPrintable(copied())); // the wait, drawn
  page->map()->chart()->setFocus();
  QTRY_VERIFY(page->map()->chart()->hasFocus());
  QVERIFY2(copied().contains(QStringLiteral("winner")), qPrintable(copied()));
  child<QSlider>("contextSlider")->setFocus(); // the strip is no chart
  QVERIFY(copied().contains(QStringLiteral("winner")));
  page->waits()->chart()->setFocus();
  QTRY_VERIFY(page->waits()->chart()->hasFocus());
  QVERIFY(copied().contains(QStringLiteral("reading_ms")));
  page->map()->chart()->setFocus();
  clickPage("latency");
  clickPage("answer"); // what was done on another visit is forgotten
  QVERIFY2(copied().contains(QStringLiteral("reading_ms")), qPrintable(copied()));
}

/// Of the machine that is decided about, and of this one beside it.
void TestAnswerPage::memoryHasALineHereAndThere() {
  Study study = quick_look();
  study.target = "rtx-4090";
  openStudy(study, {128, 600, 2048}, {1, 8});
  QStringList lines;
  for (const ChartSpec& chart : m_window->charts())
    if (chart.id == QStringLiteral("memory"))
      for (const GuideSpec& guide : chart.guides)
        if (guide.orientation == Qt::Horizontal)
          lines << guide.label;
  QCOMPARE(lines.size(), 2);
  QVERIFY2(lines[0].startsWith(QStringLiteral("memory of GeForce RTX 4090: ")), qPrintable(lines[0]));
  QCOMPARE(lines[1], QStringLiteral("memory of this machine: 128 GB"));
  clickPage("memory");
  choose(page()->findChild<QComboBox*>(QStringLiteral("secondSelector")), 6); // the receipt says how many requests fit
  const QString said = chart()->panel()->spec().sentence;
  QVERIFY2(said.contains(QStringLiteral("GeForce RTX 4090, ")) && said.endsWith(QStringLiteral(" requests fit")),
           qPrintable(said));
}

/// Its cells are kept while only the place changes; whatever else they depend on makes them again.
void TestAnswerPage::theMapIsUpToDate() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  openStudy(study, {128, 600, 2048}, {1, 8});
  const auto bytes = [](const ChartSpec& chart) { return *chartBytes(chart, ExportFormat::Svg) + chartCsv(chart); };
  const auto isUpToDate = [&] {
    QTest::qWait(60); // a page is rebuilt at most once a frame
    return bytes(answerPage()->map()->spec()) == bytes(answerPage()->exported().last());
  };
  QVERIFY(isUpToDate());
  for (const ViewStep& step : kViewSteps) {
    ViewState view = m_session->view().state();
    step.take(view);
    m_session->setView(view);
    QVERIFY2(isUpToDate(), qPrintable(QString::number(int(step.what))));
  }
  ViewState models = m_session->view().state();
  models.compared = Compared::Models;
  m_session->setView(models);
  const auto before = bytes(answerPage()->map()->spec());
  m_session->setModelUsed("mamba2@1.3b", false);
  QVERIFY(isUpToDate());
  QVERIFY(bytes(answerPage()->map()->spec()) != before);
  m_session->document().setQualityGroup("slimpajama-1.3b-100b");
  QVERIFY(isUpToDate());
  CostInputs cost = m_session->document().study().cost;
  cost[CostField::RequestsPerDay] = entered(20'000);
  m_session->document().setCost(cost);
  QVERIFY(isUpToDate());
  setLanguage(QStringLiteral("ja"));
  QVERIFY(isUpToDate());
  setLanguage(QStringLiteral("en"));
}

/// In every window no tile loses its last line, and the charts with their legends end where the window does.
void TestAnswerPage::tilesAndChartsAreWhole() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  study.cost[CostField::RequestsPerDay] = entered(20'000);
  study.cost[CostField::MachinePrice] = entered(12'000);
  openStudy(study, {128, 600, 2048}, {1, 8});
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")})
    for (const QSize size : {QSize(1024, 700), QSize(1440, 900), QSize(2560, 1440)}) {
      setLanguage(language);
      m_window->resize(size);
      QTest::qWait(100);
      const AnswerPage* page = answerPage();
      for (const TileView* tile : page->findChildren<TileView*>()) {
        QVERIFY2(tile->height() >= tile->layout()->totalHeightForWidth(tile->width()), qPrintable(tile->objectName()));
        QTRY_VERIFY2(tile->parentWidget()->rect().contains(tile->geometry()),
                     qPrintable(QStringLiteral("%1 %2 ends at %3 of %4 x %5 to %6")
                                    .arg(language, tile->objectName())
                                    .arg(tile->geometry().bottom())
                                    .arg(tile->parentWidget()->width())
                                    .arg(tile->parentWidget()->height())
                                    .arg(tile->geometry().right())));
      }
      const auto charts = page->findChildren<ChartPanel*>();
      const auto* rule = page->findChild<QLabel*>(QStringLiteral("shortlistRule"));
      QTRY_VERIFY(rule->y() > charts[0]->parentWidget()->y()); // it stands over its table
      QTRY_VERIFY(charts[0]->mapTo(page, QPoint(0, charts[0]->height())).y() <= page->height());
      for (const ChartPanel* chart : {page->waits(), page->map()}) // all bars and rows
        QVERIFY2(chart->height() >= 260, qPrintable(QString::number(chart->height())));
    }
  setLanguage(QStringLiteral("en"));
}

/// Measured from 600 tokens on: the middle of that cell, 512, is not, and the cross in it stands where all are equal.
void TestAnswerPage::theCellOfTheCrossSaysWhatHoldsThere() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  openStudy(study, {600, 2048}, {1, 8});
  const auto cell = [this](const QPointF& at) {
    for (const BlockSpec& block : answerPage()->map()->spec().blocks)
      if (at.x() >= block.left && at.x() < block.right && at.y() >= block.bottom && at.y() < block.top)
        return block;
    return BlockSpec();
  };
  const auto explained = [this](const QString& text) {
    const QList<LegendEntry> entries = marksLegend(answerPage()->map()->spec(), false);
    return std::any_of(entries.begin(), entries.end(), [&](const LegendEntry& each) { return each.text == text; });
  };
  const QString under = QStringLiteral("under the cross: what holds at the cross");
  const BlockSpec here = cell({600, 1});
  QVERIFY(here.fill == BlockFill::Hatched);
  QVERIFY2(here.hover.startsWith(QStringLiteral("600 tokens, 1 at once: equal within error")), qPrintable(here.hover));
  QVERIFY2(here.hover.contains(QStringLiteral("in the middle of this cell: 512 tokens, 1 at once: beyond what was "
                                              "measured")),
           qPrintable(here.hover));
  QVERIFY(explained(under) && explained(QStringLiteral("undecided: equal within error")));
  QVERIFY(cell({512, 2}).fill == BlockFill::Dotted);
  const QStringList last = answerPage()->map()->spec().rows.last(); // the table has what is drawn
  QCOMPARE(last.mid(0, 3), (QStringList{QStringLiteral("600"), QStringLiteral("1"), QStringLiteral("undecided")}));
  ViewState view = m_session->view().state();
  view.at.context = 1024; // a middle
  m_session->setView(view);
  QVERIFY(!explained(under));
  QVERIFY(cell({600, 1}).fill == BlockFill::Dotted); // nothing stays behind
}

void TestAnswerPage::phrasesAndPlanAreCopiedAndKept() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  study.cost[CostField::RequestsPerDay] = entered(20'000);
  openStudy(study, {128, 600, 2048}, {1, 8});
  auto* view = answerPage()->findChild<MeetingView*>();
  auto* copy = view->findChild<QPushButton*>(QStringLiteral("copyNotes"));
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    QTest::qWait(50); // tabs get their new widths
    answerPage()->findChild<QScrollArea*>()->ensureWidgetVisible(copy);
    QApplication::clipboard()->clear();
    QTest::mouseClick(copy, Qt::LeftButton);
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.contains(language == QStringLiteral("en") ? QStringLiteral("people wait") : QStringLiteral("待")),
             qPrintable(text));
    int parts = 0;
    for (const QLabel* lines : view->findChildren<QLabel*>(QRegularExpression(QStringLiteral("^notes\\d$")))) {
      parts += lines->isVisible();
      for (const QString& line : withoutMarks(lines->text()).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        QVERIFY2(text.contains(QStringLiteral("- ") + line), qPrintable(line)); // what is copied is what is seen
    }
    QCOMPARE(parts, 6); // the infrastructure too: the machine's memory is stored with what was measured on it
    QVERIFY2(text.contains(QStringLiteral("2,000")) && !text.contains(QStringLiteral("%1")), qPrintable(text));
  }
  setLanguage(QStringLiteral("en"));
  QTest::qWait(50);
  const QString file = m_folder->filePath(QStringLiteral("kept"));
  QTimer answers;
  connect(&answers, &QTimer::timeout, this, [&] { // the dialog runs its own loop: it is answered from within
    if (auto* files = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) {
      files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(file);
      QMetaObject::invokeMethod(files, "accept");
    }
  });
  answers.start(20);
  QTest::mouseClick(view->findChild<QPushButton*>(QStringLiteral("saveNotes")), Qt::LeftButton);
  answers.stop();
  QFile kept(file + QStringLiteral(".txt"));
  QVERIFY(kept.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(kept.readAll());
  QVERIFY2(text.contains(QStringLiteral("people wait")) && text.contains(QStringLiteral("Full, 100 %")),
           qPrintable(text));
  QVERIFY2(text.contains(QRegularExpression(QStringLiteral("20\\d\\d-\\d\\d-\\d\\d"))), qPrintable(text)); // ISO
}

void TestAnswerPage::theCrossIsDragged() {
  const AnswerPage* answer = answerPage();
  answer->findChild<QScrollArea*>()->ensureWidgetVisible(answer->map());
  ChartView* map = answer->map()->chart();
  const auto pixel = [&](double prompt, double requests) {
    return map->chartScene().toPixel(prompt, requests).toPoint();
  };
  const OperatingPoint from = m_session->view().state().at;
  const QPoint start = pixel(static_cast<double>(from.context), from.requests), end = pixel(16'384, 2);
  QTest::mousePress(map->viewport(), Qt::LeftButton, {}, start);
  QTest::mouseMove(map->viewport(), (start + end) / 2);
  QTest::mouseMove(map->viewport(), end);
  QTest::mouseRelease(map->viewport(), Qt::LeftButton, {}, end);
  const OperatingPoint at = m_session->view().state().at;
  QVERIFY2(std::abs(std::log2(static_cast<double>(at.context) / 16'384)) < 0.1,
           qPrintable(QString::number(at.context)));
  QCOMPARE(at.requests, 2);
  QVERIFY(!map->isZoomed());
  QCOMPARE(m_session->document().study().workload.requests, 2); // one point for the whole window, and it is saved
  QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(m_session->view().state().at.context, from.context);
}

void TestAnswerPage::theStripMovesEveryPage() {
  clickPage("answer");
  auto* prompt = child<QDoubleSpinBox>("promptLength");
  auto* unit = child<QComboBox>("promptUnit");
  prompt->setFocus();
  prompt->selectAll();
  QTest::keyClicks(prompt, QStringLiteral("4096"));
  QTest::keyClick(prompt, Qt::Key_Return);
  QCOMPARE(m_session->view().state().at.context, int64_t(4096));
  choose(unit, 1); // pages of English text
  QVERIFY(std::abs(prompt->value() - 4096 * 4.0 / 1800) < 0.06);
  QCOMPARE(m_session->view().state().at.context, int64_t(4096)); // counting in pages changes nothing
  prompt->setFocus();
  prompt->selectAll();
  QTest::keyClicks(prompt, QStringLiteral("20"));
  QTest::keyClick(prompt, Qt::Key_Return);
  QCOMPARE(m_session->view().state().at.context, int64_t(9000));
  choose(child<QComboBox>("whoWaits"), 2);
  QVERIFY(m_session->document().study().workload.waits == Waits::Overnight);
  for (const GuideSpec& guide : answerPage()->waits()->spec().guides)
    QVERIFY2(guide.label.startsWith(QStringLiteral("Overnight")), qPrintable(guide.label));
  auto* answer = child<QSpinBox>("answerLength");
  answer->setFocus();
  answer->selectAll();
  QTest::keyClicks(answer, QStringLiteral("500"));
  QTest::keyClick(answer, Qt::Key_Return);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t(500));
  choose(child<QComboBox>("workloadPreset"), 3);
  QCOMPARE(m_session->document().study().workload, kWorkloadPresets[3].workload);
}

/// As the prompt's: field, preset and charts follow, and a length between two steps stays while others move.
void TestAnswerPage::theAnswersSliderIsDragged() {
  clickPage("answer");
  choose(child<QComboBox>("workloadPreset"), 0);
  auto* slider = child<QSlider>("answerSlider");
  auto* answer = child<QSpinBox>("answerLength");
  QCOMPARE(answer->value(), 150);
  QCOMPARE(slider->accessibleDescription(), QStringLiteral("150 tokens"));
  QTest::keyClick(child<QSlider>("contextSlider"), Qt::Key_Right);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t(150));
  const int from = slider->value();
  QTest::mousePress(slider, Qt::LeftButton, {}, handleOf(slider, from));
  QVERIFY(m_session->view().isHeld());
  for (int value = from - 1; value >= from - 6; --value) {
    QTest::mouseMove(slider, handleOf(slider, value));
    QTest::qWait(20);
  }
  QTest::mouseRelease(slider, Qt::LeftButton, {}, handleOf(slider, from - 6));
  QVERIFY(!m_session->view().isHeld());
  QCOMPARE(slider->value(), from - 6);
  QCOMPARE(m_session->view().state().at.answer_tokens, int64_t(16)); // three octaves below 128
  QCOMPARE(answer->value(), 16);
  QCOMPARE(m_session->document().study().workload.answer_tokens, int64_t(16));
  QCOMPARE(child<QComboBox>("workloadPreset")->currentText(), QStringLiteral("Own settings"));
  const QString axis = answerPage()->waits()->spec().x.title;
  QVERIFY2(axis.contains(QStringLiteral("16 tokens")), qPrintable(axis));
  action("undo")->trigger();
  QCOMPARE(answer->value(), 150);
}

void TestAnswerPage::theNextMeasurementStarts() {
  m_window.reset();
  m_session.reset();
  QVERIFY(QFile::remove(storePath()));
  build(sayLine(startedEvent(quick_look())) + QStringLiteral("exec sleep 600"), false);
  QCOMPARE(says("headline"), QStringLiteral("Cannot compare yet: 4 of 4 not measured"));
  const QString when = answerPage()->findChild<TileView*>(QStringLiteral("tileWait"))->detail();
  QVERIFY2(when.contains(QStringLiteral("after Run")), qPrintable(when)); // a skeleton says when it comes
  auto* next = answerPage()->findChild<QPushButton*>(QStringLiteral("nextMeasurement"));
  QVERIFY2(next->isEnabled() && next->text().startsWith(QStringLiteral("Measure the wait of")),
           qPrintable(next->text()));
  auto* scrolled = answerPage()->findChild<QScrollArea*>();
  m_window->resize(1440, 900); // its column is half of this; a long line would widen the page beyond what is seen
  QTRY_VERIFY2(next->width() <= scrolled->viewport()->width() / 2, qPrintable(QString::number(next->width())));
  scrolled->ensureWidgetVisible(next);
  QTest::mouseClick(next, Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(m_session->runs().isRunning(), kPatience);
  QTRY_VERIFY(!next->isEnabled());
  m_session->runs().stop();
}

void TestAnswerPage::presentingLeavesTheSentenceAndTheChart() {
  answerPage();
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ControlModifier);
  QVERIFY(child<QLabel>("headline")->isVisible() && answerPage()->waits()->isVisible() &&
          child<QSlider>("contextSlider")->isVisible());
  QVERIFY(!m_window->menuBar()->isVisible() && !child<QTableWidget>("shortlist")->isVisible() &&
          !child<QComboBox>("baseline")->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ControlModifier);
  QVERIFY(m_window->menuBar()->isVisible() && child<QTableWidget>("shortlist")->isVisible());
}

/// A window of one size looks the same, whatever sizes, languages and themes it had before.
void TestAnswerPage::oneWidthHasOneLayout() {
  const auto settle = [this](const QSize& size) {
    m_window->resize(size);
    for (int i = 0; i < 3; ++i) {
      page();
      QTest::qWait(30);
    }
  };
  const auto layout = [this, &settle] {
    settle({1440, 900});
    const QWidget* waits = answerPage()->waits();
    const QWidget* map = answerPage()->map();
    return QList<int>{child<QDockWidget>("compareDock")->width(), child<QDockWidget>("decideDock")->width(),
                      child<QWidget>("compareDock")->minimumSizeHint().width(), // what longer words make it wider by
                      waits->mapTo(answerPage(), QPoint()).y() == map->mapTo(answerPage(), QPoint()).y() ? 2 : 1};
  };
  clickPage("answer");
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    m_window->setThemeChoice(Theme::Light);
    setLanguage(language); // and no new style after it
    const QList<int> first = layout();
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
      m_window->setThemeChoice(theme);
      for (const QSize& size : {QSize(1024, 700), QSize(2560, 1440), QSize(1160, 700), QSize(1024, 700)}) {
        settle(size);
        const QList<int> now = layout();
        QVERIFY2(now == first, qPrintable(QStringLiteral("%1 %2 after %3: %4 and not %5")
                                              .arg(language, toString(theme), QString::number(size.width()),
                                                   QDebug::toString(now), QDebug::toString(first))));
      }
      clickPage("trade-off");
      clickPage("answer");
    }
  }
  setLanguage(QStringLiteral("en"));
}

void TestAnswerPage::docksGiveWayInANarrowWindow() {
  QVERIFY(child<QComboBox>("baseline")->isVisible());
  m_window->resize(1024, 700);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible());
  auto* opens = child<QToolButton>("openSheet");
  QVERIFY(opens->isVisible());
  QTest::mouseClick(opens, Qt::LeftButton); // it comes from below, over the page and no wider than it
  QTRY_VERIFY(child<QComboBox>("baseline")->isVisible());
  const auto* sheet = child<BottomSheet>("bottomSheet");
  QCOMPARE(sheet->geometry().bottom(), tabs()->rect().bottom());
  QVERIFY(sheet->width() == tabs()->width() && sheet->y() > 0 && tabs()->currentWidget()->isVisible());
  if (const QString folder = pictureFolder(); !folder.isEmpty())
    takePicture(folder + QStringLiteral("/sheet.png"), {900, 600});
  const QString rule = child<QLabel>("rule")->text();
  ViewState view = m_session->view().state();
  view.goal = Goal::LeastMemory;
  m_session->setView(view);
  QTRY_VERIFY(child<QLabel>("rule")->text() != rule); // it follows the session there
  QTest::keyClick(child<QComboBox>("baseline"), Qt::Key_Escape);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F10);
  QTRY_VERIFY(child<QComboBox>("baseline")->isVisible() && action("decidePanel")->isChecked());
  QTest::keyClick(m_window.get(), Qt::Key_F11);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible() && action("cardPanel")->isChecked());
  QTest::mouseClick(child<QToolButton>("closeSheet"), Qt::LeftButton);
  QVERIFY(!sheet->isVisible() && !action("cardPanel")->isChecked());
  m_window->resize(1400, 800);
  QTRY_VERIFY(child<QComboBox>("baseline")->isVisible() && !opens->isVisible());
  QVERIFY(child<QDockWidget>("decideDock")->isVisible() && !sheet->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F10);
  QTRY_VERIFY(!child<QComboBox>("baseline")->isVisible());
}

void TestAnswerPage::thePanelLeavesItsMarks() {
  auto* rail = child<QWidget>("compareRail");
  QVERIFY(!rail->isVisible());
  QTest::keyClick(m_window.get(), Qt::Key_F9);
  QTRY_VERIFY(rail->isVisible());
  QCOMPARE(rail->width(), CompareRail::kWidth);
  settlePanels();
  QCOMPARE(rail->findChildren<QToolButton*>().size(), qsizetype(1 + 4)); // one to open, and the marks of all ticked
  QToolButton* mark = rail->findChildren<QToolButton*>().last();
  QTest::mouseClick(mark, Qt::LeftButton);
  QVERIFY(!m_session->view().state().selected.empty());
  QTest::mouseClick(child<QToolButton>("openCompare"), Qt::LeftButton);
  QTRY_VERIFY(!rail->isVisible() && child<QTreeView>("tree")->isVisible());
}

void TestAnswerPage::thePromptTakesTheColourOfWhoWins() {
  WinnerTrack track;
  const Evidence& evidence = m_session->results().evidence();
  const ViewState& view = m_session->view().state();
  const Contender attention{"softmax-attention@1.3b", {}}, mamba{"mamba2@1.3b", {}};
  using Kind = TrackSpan::Kind;
  const auto shown = [&](double low, double high) { // with a crossover from there to there
    PromptTrack said = prompt_track(evidence, view);
    for (MapCell& cell : said.cells) {
      cell.state = cell.prompt < 32'768 ? MapCell::State::Won : MapCell::State::Undecided;
      cell.winner = cell.prompt < low ? attention : mamba;
    }
    said.spans = {{Kind::Won, 128, low, attention, {}},
                  {Kind::Turning, low, high, attention, mamba},
                  {Kind::Won, high, 32'768, mamba, {}},
                  {Kind::Undecided, 32'768, 65'536, {}, {}},
                  {Kind::Open, 65'536, 262'144, {}, {}}};
    track.show(evidence, view, said);
    return track.stripes(220);
  };
  const QColor first = familyColor(familyOf(QStringLiteral("softmax-attention")), false),
               second = familyColor(familyOf(QStringLiteral("mamba2")), false);
  const auto wide = shown(1024, 4096); // the places 3/11 and 5/11 of the way
  QCOMPARE(wide.size(), size_t(5));
  QCOMPARE(wide[1].from, 3 / 11.0);
  QCOMPARE(wide[1].to, 5 / 11.0);
  QVERIFY(wide[0].first == first && wide[0].last == first && wide[1].first == first && wide[1].last == second &&
          wide[2].first == second);
  QVERIFY(wide[3].kind == Kind::Undecided && !wide[3].first.isValid() && !wide[4].first.isValid());
  QVERIFY2(track.toolTip().contains(QStringLiteral("1,024 and 4,096 tokens Mamba-2 takes over")),
           qPrintable(track.toolTip()));
  const auto narrow = shown(2040, 2056); // a quarter of a pixel
  QCOMPARE(narrow.size(), size_t(4));
  QVERIFY(narrow[0].to == narrow[1].from && std::abs(narrow[0].to - 4 / 11.0) < 0.001);
  track.setFixedWidth(220);
  const QImage edge = track.grab().toImage();
  const auto at = [](const QImage& image, double share) { return image.pixelColor(int(share * image.width()), 2); };
  QVERIFY(at(edge, 0.35) == first && at(edge, 0.38) == second);
  static_cast<void>(shown(1024, 4096));
  const QImage blurred = track.grab().toImage();
  const QColor middle = at(blurred, 4 / 11.0);
  QVERIFY(at(blurred, 0.26) == first && at(blurred, 0.47) == second && middle != first && middle != second);
  const auto* strip = child<WinnerTrack>("winnerTrack");
  QVERIFY(strip && strip->isVisible() && !strip->toolTip().isEmpty());
}

/// Each load has its own, and so has each share that is reused.
void TestAnswerPage::theTrackFollowsTheLoad() {
  Study study = quick_look();
  study.workload = {600, 150, 1, Waits::Person, 0};
  openStudy(study, {128, 600, 2048}, {1, 8});
  const auto* strip = child<WinnerTrack>("winnerTrack");
  const auto is = [&] {
    settlePanels();
    WinnerTrack anew;
    const ViewState& view = m_session->view().state();
    anew.show(m_session->results().evidence(), view, prompt_track(m_session->results().evidence(), view));
    return strip->toolTip() == anew.toolTip();
  };
  QVERIFY(is());
  for (const char* slider : {"answerSlider", "requestsSlider"}) {
    QTest::keyClick(child<QSlider>(slider), Qt::Key_End);
    QVERIFY2(is(), slider);
  }
  auto* reused = child<QSpinBox>("reusedShare");
  reused->setFocus();
  reused->selectAll();
  QTest::keyClicks(reused, QStringLiteral("90"));
  QTest::keyClick(reused, Qt::Key_Return);
  QVERIFY(is());
}

PARETO_TEST(TestAnswerPage)
#include "tst_answer_page.moc"
