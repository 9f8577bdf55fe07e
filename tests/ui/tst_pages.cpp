// SPDX-License-Identifier: GPL-3.0-or-later
// The list of pages, what the window takes from it, and which pages a change rebuilds: counted in work done, never in
// time.
#include "tests/support/program.h"
#include "tests/ui/view_steps.h"
#include "tests/ui/window_test.h"
#include "ui/export/chart_exporter.h"
#include "ui/help_page.h"
#include "ui/pages/page.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QMenuBar>
#include <QSet>
#include <QTextBrowser>

using namespace pareto;
using namespace pareto::test;
using namespace pareto::ui;

namespace {

constexpr int kFrames = 60; ///< milliseconds in which a pending page is surely rebuilt

} // namespace

class TestPages : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void entriesAreTold();
  void theWindowFollowsTheList();
  void helpFollowsTheList();
  void thePageOnTopIsKept();
  void aPageThatAsksGetsTheAnswer();
  void changesNameWhatChanged();
  void onlyThePageOnTopIsRebuilt();
  void aPageIgnoresWhatItDoesNotRead();
  void changesTogetherAreOneRebuild();
  void aBurstIsRebuiltOnceAFrame();
  void whatIsSeenIsUpToDate();

private:
  Page* pageOf(const char* id) const;
  void take(const ViewStep& step) const;
  QMap<QString, int> rebuilt() const;
};

Page* TestPages::pageOf(const char* id) const {
  for (size_t i = 0; i < pages().size(); ++i)
    if (qstrcmp(pages()[i].id, id) == 0)
      return tabs()->pages()[i];
  return nullptr;
}

void TestPages::take(const ViewStep& step) const {
  ViewState view = m_session->view().state();
  step.take(view);
  m_session->setView(view);
}

QMap<QString, int> TestPages::rebuilt() const {
  QMap<QString, int> counts;
  for (size_t i = 0; i < pages().size(); ++i)
    counts.insert(QLatin1String(pages()[i].id), tabs()->pages()[i]->timesRebuilt());
  return counts;
}

void TestPages::entriesAreTold() {
  QSet<QString> ids, titles, keys, charts;
  for (const PageEntry& entry : pages()) {
    ids.insert(QLatin1String(entry.id));
    titles.insert(pageTitle(entry));
    keys.insert(pageShortcut(entry).toString());
    QCOMPARE(QLatin1String(entry.id), QString::fromLatin1(entry.id).toLower().simplified().replace(
                                          QLatin1Char(' '), QLatin1Char('-'))); // part of file names
  }
  const auto count = static_cast<qsizetype>(pages().size());
  QCOMPARE(ids.size(), count);
  QCOMPARE(titles.size(), count);
  QCOMPARE(keys.size(), count);
  QVERIFY(pages().front().level == Level::Decision); // some page is on top at either level
  const QList<ChartSpec> all = m_window->charts();
  for (const ChartSpec& chart : all)
    charts.insert(chart.id);
  QCOMPARE(charts.size(), all.size()); // no export writes over another
}

void TestPages::theWindowFollowsTheList() {
  QList<QAction*> inViewMenu;
  for (QAction* menu : m_window->menuBar()->actions())
    if (menu->menu()->actions().contains(action("search")))
      inViewMenu = menu->menu()->actions();
  for (const Level level : {Level::Research, Level::Decision}) {
    m_window->setResearch(level == Level::Research);
    int tab = 0;
    for (size_t i = 0; i < pages().size(); ++i) {
      const PageEntry& entry = pages()[i];
      QAction* shows = tabs()->pageActions()[static_cast<qsizetype>(i)];
      QVERIFY(inViewMenu.contains(shows));
      QCOMPARE(shows->text(), pageTitle(entry));
      QCOMPARE(shows->isVisible(), entry.level <= level);
      if (entry.level > level)
        continue;
      QCOMPARE(tabs()->tabText(tab), pageTitle(entry));
      QTest::keyClick(m_window.get(), entry.key, Qt::AltModifier);
      QCOMPARE(tabs()->currentIndex(), tab);
      QCOMPARE(tabs()->currentId(), QLatin1String(entry.id));
      ++tab;
    }
    QCOMPARE(tabs()->count(), tab);
    const QStringList pictures = m_window->saveScreenshots(m_folder->filePath(QStringLiteral("pictures")));
    QCOMPARE(pictures.size(), tab);
    for (const QString& file : pictures)
      QVERIFY(std::any_of(pages().begin(), pages().end(), [&](const PageEntry& entry) {
        return QFileInfo(file).completeBaseName() == QLatin1String(entry.id);
      }));
  }
}

void TestPages::helpFollowsTheList() {
  HelpPage help(*m_session);
  const QString text = help.findChild<QTextBrowser*>()->toPlainText();
  int lines = 0;
  for (const PageEntry& entry : pages())
    for (const QString& line : entry.help()) {
      QVERIFY2(text.contains(line), qPrintable(line));
      ++lines;
    }
  QVERIFY(lines >= 5);
}

void TestPages::thePageOnTopIsKept() {
  for (const PageEntry& entry : pages()) {
    m_window->setResearch(true);
    clickPage(entry.id);
    m_window->close();
    build(QStringLiteral("exit 0"));
    QCOMPARE(tabs()->currentId(), QLatin1String(entry.id));
  }
}

void TestPages::aPageThatAsksGetsTheAnswer() {
  clickPage("live-race");
  auto* lane = page()->findChild<QComboBox*>(QStringLiteral("raceModel1"));
  QVERIFY(lane);
  const int before = lane->count();
  tabs()->currentPage()->offerModel(QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama"));
  QCOMPARE(lane->count(), before + 1);
  pageOf("latency")->offerModel(QStringLiteral("/nowhere")); // one that never asked
}

void TestPages::changesNameWhatChanged() {
  ViewState view = m_session->view().state();
  QVERIFY(!changesBetween(view, view));
  for (const ViewStep& step : kViewSteps) {
    const ViewState before = view;
    step.take(view);
    QCOMPARE(changesBetween(before, view), ViewChanges(step.what));
  }
  ViewState after = view;
  after.hidden = {"mamba2@1.3b"};
  QCOMPARE(changesBetween(view, after), ViewChanges(ViewChange::Hidden));
  after = view;
  after.running = !view.running;
  QCOMPARE(changesBetween(view, after), ViewChanges(ViewChange::Running));
}

void TestPages::onlyThePageOnTopIsRebuilt() {
  m_window->setResearch(true);
  for (const PageEntry& entry : pages()) { // each has been seen once: nothing waits
    clickPage(entry.id);
    QTest::qWait(kFrames);
  }
  for (const PageEntry& top : pages()) {
    clickPage(top.id);
    QTest::qWait(kFrames);
    const QMap<QString, int> before = rebuilt();
    const bool reads = page()->reads().view & ViewChange::Place;
    for (int i = 0; i < 3; ++i) {
      take(kViewSteps[0]);
      QTest::qWait(kFrames);
    }
    const QMap<QString, int> after = rebuilt();
    for (const PageEntry& entry : pages()) {
      const QString id = QLatin1String(entry.id);
      QCOMPARE(after[id] - before[id], id == QLatin1String(top.id) && reads ? 3 : 0);
    }
    for (const PageEntry& entry : pages()) { // what was missed is built in once, when it is looked at
      if (&entry == &top)
        continue;
      const int seen = pageOf(entry.id)->timesRebuilt();
      clickPage(entry.id);
      QTest::qWait(kFrames);
      QCOMPARE(page()->timesRebuilt() - seen, page()->reads().view & ViewChange::Place ? 1 : 0);
    }
  }
}

void TestPages::aPageIgnoresWhatItDoesNotRead() {
  const struct {
    const char* id;
    ViewChanges reads;
  } expected[] = {
      {"trade-off",
       ViewChange::Place | ViewChange::Limits | ViewChange::Axes | ViewChange::Device | ViewChange::Selection},
      {"latency",
       ViewChange::Place | ViewChange::Latency | ViewChange::Along | ViewChange::Device | ViewChange::Selection},
      {"memory", ViewChange::Place | ViewChange::Along | ViewChange::Device | ViewChange::Selection},
      {"live-race", ViewChange::Place | ViewChange::Device},
      {"precision", ViewChange::Place},
      {"data",
       ViewChange::Place | ViewChange::Answer | ViewChange::Device | ViewChange::Hidden | ViewChange::Selection},
  };
  m_window->setResearch(true);
  for (const auto& [id, reads] : expected) {
    clickPage(id);
    for (const ViewStep& step : kViewSteps) {
      QTest::qWait(kFrames);
      const int before = page()->timesRebuilt();
      take(step);
      QTest::qWait(kFrames);
      QVERIFY2(page()->timesRebuilt() - before == (reads & step.what ? 1 : 0),
               qPrintable(QStringLiteral("%1, change %2").arg(QLatin1String(id)).arg(static_cast<int>(step.what))));
    }
  }
}

void TestPages::changesTogetherAreOneRebuild() {
  QTest::qWait(kFrames);
  const int before = tabs()->currentPage()->timesRebuilt();
  for (const ViewStep& step : kViewSteps)
    take(step);
  Study study = m_session->document().study();
  study.workload.answer_tokens = 300;
  m_session->document().setStudy(study);
  QCOMPARE(tabs()->currentPage()->timesRebuilt(), before); // whoever changes several things is not drawn in between
  QTest::qWait(kFrames);
  QCOMPARE(tabs()->currentPage()->timesRebuilt(), before + 1);
}

void TestPages::aBurstIsRebuiltOnceAFrame() {
  constexpr int kChanges = 200;
  QTest::qWait(kFrames);
  const Page* top = tabs()->currentPage();
  const int before = top->timesRebuilt();
  QElapsedTimer since;
  since.start();
  for (int i = 0; i < kChanges; ++i) {
    take(kViewSteps[0]);
    QCoreApplication::processEvents();
  }
  const qint64 frames = since.elapsed() / 15 + 2; // as many as there was time for, on a machine of any speed
  QVERIFY2(top->timesRebuilt() - before <= frames,
           qPrintable(QStringLiteral("%1 in %2 frames").arg(top->timesRebuilt() - before).arg(frames)));
  QTest::qWait(kFrames);
  QCOMPARE(chart()->panel()->spec().sentence, chart()->spec().sentence); // the last one counts
}

/// After any change the chart on top says what a chart made afresh says: no page reads more than it states.
void TestPages::whatIsSeenIsUpToDate() {
  m_window->setResearch(true);
  const auto bytes = [](ChartSpec chart) { // as the window shows it: what a slide says beside it is made with the slide
    chart.title.clear();
    chart.subtitle.clear();
    chart.factsTitle.clear();
    chart.facts.clear();
    if (chart.id == QStringLiteral("answer") || chart.id == QStringLiteral("cost"))
      chart.sentence.clear(); // it stands over the page in larger words, and another over the chart
    return *chartBytes(chart, ExportFormat::Svg) + chartCsv(chart);
  };
  for (const PageEntry& entry : pages()) {
    clickPage(entry.id);
    const auto* panel = page()->findChild<ChartPanel*>();
    for (const ViewStep& step : kViewSteps) {
      if (!panel || !page()->chart())
        continue;
      take(step);
      QTest::qWait(kFrames);
      QVERIFY2(
          bytes(panel->spec()) == bytes(*page()->chart()),
          qPrintable(QStringLiteral("%1, change %2").arg(QLatin1String(entry.id)).arg(static_cast<int>(step.what))));
    }
  }
}

PARETO_TEST(TestPages)
#include "tst_pages.moc"
