// SPDX-License-Identifier: GPL-3.0-or-later
// Which panels a change rebuilds, and what of them: counted in work done, never in time.
#include "tests/support/program.h"
#include "tests/ui/view_steps.h"
#include "tests/ui/window_test.h"
#include "ui/panels/architecture_card.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/decide_panel.h"
#include "ui/panels/scroll_column.h"
#include "ui/session/follower.h"
#include "ui/words/language.h"

#include <QDockWidget>
#include <QElapsedTimer>
#include <QListWidget>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace pareto;
using namespace pareto::test;
using namespace pareto::ui;

namespace {

constexpr int kFrames = 60; ///< milliseconds in which a pending panel is surely rebuilt

/// Everything a panel says, in words.
QStringList said(const QWidget& panel) {
  QStringList all;
  for (const auto* label : panel.findChildren<QLabel*>())
    all << label->text();
  for (const auto* combo : panel.findChildren<QComboBox*>())
    for (int i = 0; i < combo->count(); ++i)
      all << (i == combo->currentIndex() ? QStringLiteral("> ") : QString()) + combo->itemText(i);
  for (const auto* list : panel.findChildren<QListWidget*>())
    for (int row = 0; row < list->count(); ++row)
      all << (row == list->currentRow() ? QStringLiteral("> ") : QString()) + list->item(row)->text();
  for (const auto* row : panel.findChildren<LimitRow*>())
    all << QStringLiteral("%1 %2 %3 %4")
               .arg(row->objectName())
               .arg(row->limit().value_or(-1))
               .arg(row->slider()->isEnabled())
               .arg(row->excludes());
  return all;
}

} // namespace

class TestPanels : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void aPanelIgnoresWhatItDoesNotRead();
  void aStepOfASliderLeavesTheListsAlone();
  void valuesThatComeLeaveTheTreeAlone();
  void changesTogetherAreOneRebuild();
  void aBurstIsRebuiltOnceAFrame();
  void aPanelBehindAnotherWaits();
  void whatIsSeenIsUpToDate();
  void passesAreAskedOfModelsThatDenoise();
  void whatIsScrolledSaysThatMoreLiesBelow();
  void textsThatChangeUnseenHaveAllTheirLines();
  void noLineOfTheDockIsCut();

private:
  template <class P>
  const Follower& of() const {
    return *m_window->findChild<P*>()->template findChild<Follower*>();
  }
  void raise(const char* dock) const;
  void take(const ViewStep& step) const;
};

void TestPanels::raise(const char* dock) const {
  child<QDockWidget>(dock)->raise();
  QTest::qWait(kFrames);
}

void TestPanels::take(const ViewStep& step) const {
  ViewState view = m_session->view().state();
  step.take(view);
  m_session->setView(view);
}

void TestPanels::aPanelIgnoresWhatItDoesNotRead() {
  const struct {
    const Follower& panel;
    const char* dock;
    ViewChanges reads;
  } expected[] = {
      {of<ComparePanel>(), "compareDock", ViewChange::Selection},
      {of<DecidePanel>(), "decideDock",
       ViewChange::Place | ViewChange::Limits | ViewChange::Axes | ViewChange::Device | ViewChange::Selection},
      {of<ArchitectureCard>(), "cardDock", ViewChange::Selection},
  };
  for (const auto& [panel, dock, reads] : expected) {
    raise(dock);
    QVERIFY2(panel.isSeen(), dock);
    for (const ViewStep& step : kViewSteps) {
      const int before = panel.timesRebuilt();
      take(step);
      QTest::qWait(kFrames);
      QVERIFY2(panel.timesRebuilt() - before == (reads & step.what ? 1 : 0),
               qPrintable(QStringLiteral("%1, change %2").arg(QLatin1String(dock)).arg(static_cast<int>(step.what))));
    }
  }
}

void TestPanels::aStepOfASliderLeavesTheListsAlone() {
  const char* lists[] = {"baseline", "task", "metric", "contextFrom", "contextTo"};
  std::vector<std::unique_ptr<QSignalSpy>> filled;
  for (const char* list : lists)
    filled.push_back(std::make_unique<QSignalSpy>(child<QComboBox>(list)->model(), &QAbstractItemModel::rowsInserted));
  take(kViewSteps[0]);
  QTest::qWait(kFrames);
  for (const auto& list : filled)
    QCOMPARE(list->size(), 0);
  Study study = m_session->document().study();
  study.contexts = {256, 1024};
  m_session->document().setStudy(study);
  QTest::qWait(kFrames);
  for (const auto& list : filled)
    QVERIFY(!list->isEmpty());
}

void TestPanels::valuesThatComeLeaveTheTreeAlone() {
  settlePanels();
  QSignalSpy filled(child<QComboBox>("contextFrom")->model(), &QAbstractItemModel::rowsInserted);
  QSignalSpy changed(m_session.get(), &StudySession::evidenceChanged);
  const int compare = of<ComparePanel>().timesRebuilt(), card = of<ArchitectureCard>().timesRebuilt();
  m_session->addScore(Score());
  QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, kPatience);
  QTest::qWait(kFrames);
  QCOMPARE(of<ComparePanel>().timesRebuilt(), compare + 1); // what keeps a model from being compared, alone
  QCOMPARE(of<ArchitectureCard>().timesRebuilt(), card);
  QCOMPARE(filled.size(), 0);
}

void TestPanels::changesTogetherAreOneRebuild() {
  QTest::qWait(kFrames);
  const int compare = of<ComparePanel>().timesRebuilt(), decide = of<DecidePanel>().timesRebuilt();
  for (const ViewStep& step : kViewSteps)
    take(step);
  Study study = m_session->document().study();
  study.workload.answer_tokens = 300;
  m_session->document().setStudy(study);
  QCOMPARE(of<DecidePanel>().timesRebuilt(), decide); // whoever changes several things is not drawn in between
  QTest::qWait(kFrames);
  QCOMPARE(of<DecidePanel>().timesRebuilt(), decide + 1);
  QCOMPARE(of<ComparePanel>().timesRebuilt(), compare + 1);
}

void TestPanels::aBurstIsRebuiltOnceAFrame() {
  constexpr int kChanges = 100;
  QTest::qWait(kFrames);
  const int before = of<DecidePanel>().timesRebuilt();
  QElapsedTimer since;
  since.start();
  for (int i = 0; i < kChanges; ++i) {
    take(kViewSteps[0]);
    QCoreApplication::processEvents();
  }
  const qint64 frames = since.elapsed() / 15 + 2; // as many as there was time for, on a machine of any speed
  QVERIFY(of<DecidePanel>().timesRebuilt() - before <= frames);
}

/// The card of the selected architecture lies behind the panel that decides, and the other way round.
void TestPanels::aPanelBehindAnotherWaits() {
  raise("decideDock");
  QVERIFY(of<DecidePanel>().isSeen());
  QVERIFY(!of<ArchitectureCard>().isSeen());
  const int card = of<ArchitectureCard>().timesRebuilt();
  for (int i = 0; i < 3; ++i) {
    take(kViewSteps[std::size(kViewSteps) - 1]);
    QTest::qWait(kFrames);
  }
  QCOMPARE(of<ArchitectureCard>().timesRebuilt(), card);
  m_session->view().select("mamba2@1.3b");
  raise("cardDock");
  QCOMPARE(of<ArchitectureCard>().timesRebuilt(), card + 1); // once, with everything that changed
  QVERIFY(m_window->findChild<ArchitectureCard*>()->text().contains(QStringLiteral("Mamba-2")));
  const int decide = of<DecidePanel>().timesRebuilt();
  take(kViewSteps[0]);
  QTest::qWait(kFrames);
  QCOMPARE(of<DecidePanel>().timesRebuilt(), decide);
  raise("decideDock");
  QCOMPARE(of<DecidePanel>().timesRebuilt(), decide + 1);
}

/// After any change a panel says what one made afresh says: none reads more than it states.
void TestPanels::whatIsSeenIsUpToDate() {
  for (const ViewStep& step : kViewSteps) {
    take(step);
    QTest::qWait(kFrames);
    DecidePanel decide(*m_session);
    ComparePanel compare(*m_session);
    for (QWidget* panel : std::initializer_list<QWidget*>{&decide, &compare})
      panel->findChild<Follower*>()->settle();
    QCOMPARE(said(*m_window->findChild<DecidePanel*>()), said(decide));
    QCOMPARE(said(*m_window->findChild<ComparePanel*>()), said(compare));
  }
  raise("cardDock");
  take(kViewSteps[std::size(kViewSteps) - 1]);
  QTest::qWait(kFrames);
  ArchitectureCard card(*m_session);
  card.findChild<Follower*>()->settle();
  QCOMPARE(m_window->findChild<ArchitectureCard*>()->text(), card.text());
}

/// A scrolled panel that got longer texts while it was hidden comes back in the size that it had.
void TestPanels::textsThatChangeUnseenHaveAllTheirLines() {
  for (const bool nested : {false, true})
    for (int width = 220; width <= 420; width += 50) {
      auto* inside = new QWidget;
      auto* column = new QVBoxLayout(inside);
      auto* box = nested ? new QWidget : inside;
      if (nested) {
        column->addWidget(box);
        column = new QVBoxLayout(box);
      }
      auto* label = new QLabel(QStringLiteral("short"), box);
      label->setWordWrap(true);
      column->addWidget(label);
      QWidget window;
      auto* whole = new QVBoxLayout(&window);
      auto* scrolled = new ScrollColumn(inside, &window);
      whole->addWidget(scrolled);
      window.resize(width, 120);
      window.show();
      QCoreApplication::processEvents();
      scrolled->hide();
      label->setText(QStringLiteral("many words that need many lines here ").repeated(20));
      QCoreApplication::processEvents();
      scrolled->show();
      QCoreApplication::processEvents();
      QVERIFY2(label->height() >= label->heightForWidth(label->width()),
               qPrintable(QStringLiteral("%1 of %2").arg(label->height()).arg(label->heightForWidth(label->width()))));
    }
}

/// At every width, in both languages, also behind the sheet of a narrow window: every text of the dock has room for all
/// its lines.
void TestPanels::noLineOfTheDockIsCut() {
  auto* dock = m_window->findChild<QDockWidget*>(QStringLiteral("decideDock"));
  const auto check = [&](const QString& when) {
    for (int i = 0; i < 3; ++i) {
      page();
      QCoreApplication::processEvents();
      QTest::qWait(20);
    }
    int seen = 0;
    for (const QLabel* label : m_window->findChild<DecidePanel*>()->findChildren<QLabel*>())
      if (label->wordWrap() && label->isVisible()) {
        ++seen;
        QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                 qPrintable(QStringLiteral("%1: %2 of %3 at %4: %5")
                                .arg(when)
                                .arg(label->height())
                                .arg(label->heightForWidth(label->width()))
                                .arg(label->width())
                                .arg(label->text())));
      }
    QVERIFY(seen >= 3);
  };
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    const QString other = language == QStringLiteral("en") ? QStringLiteral("ja") : QStringLiteral("en");
    for (int width = 220; width <= 420; width += 25) {
      setLanguage(other);
      m_window->resize(1440, 900);
      page();
      QTest::qWait(20); // the window has its widths
      m_window->resizeDocks({dock}, {width}, Qt::Horizontal);
      check(QStringLiteral("%1 %2").arg(other).arg(width));
      m_window->resize(1024, 700);
      page();
      setLanguage(language); // while nobody sees it
      page();
      QTest::qWait(20);
      m_window->resize(1440, 900);
      check(QStringLiteral("%1 %2").arg(language).arg(width));
    }
  }
  setLanguage(QStringLiteral("en"));
}

/// The dial between speed and quality of a denoised answer: seen where a model of the study has it, part of the
/// workload, taken back like all of it.
void TestPanels::whatIsScrolledSaysThatMoreLiesBelow() {
  auto* tall = new QWidget;
  tall->setMinimumHeight(1000);
  ScrollColumn column(tall);
  column.resize(300, 400);
  column.show();
  auto* more = column.findChild<MoreBelow*>();
  QTRY_VERIFY(more && more->isVisible());
  QVERIFY(more->geometry().bottom() >= column.height() - 1 &&
          column.viewport()->height() + MoreBelow::kHeight <= column.height());
  QTest::mouseClick(more, Qt::LeftButton);
  QVERIFY(column.verticalScrollBar()->value() > 200); // on by a page
  column.verticalScrollBar()->setValue(column.verticalScrollBar()->maximum());
  QVERIFY(!more->isVisible());
  column.verticalScrollBar()->setValue(0);
  QVERIFY(more->isVisible());
  column.resize(300, 1000); // all of it
  QTRY_VERIFY(!more->isVisible());
}

void TestPanels::passesAreAskedOfModelsThatDenoise() {
  auto* passes = child<QSpinBox>("denoisingPasses");
  QVERIFY(!passes->isVisible());
  Study study = m_session->document().study();
  study.models = {"block-diffusion@125m", "mamba2@125m"};
  m_session->document().setStudy(study);
  QTRY_VERIFY_WITH_TIMEOUT(passes->isVisible(), kPatience);
  const int block = passes->maximum();
  QVERIFY(block > 4);
  QVERIFY(passes->toolTip().contains(QString::number(block)));
  QSignalSpy changed(m_session.get(), &StudySession::evidenceChanged);
  passes->setFocus();
  passes->selectAll();
  QTest::keyClicks(passes, QStringLiteral("4"));
  QTest::keyClick(passes, Qt::Key_Return);
  QCOMPARE(m_session->document().study().workload.denoising_steps, int64_t{4});
  QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), kPatience);
  m_session->document().undoStack().undo();
  QCOMPARE(m_session->document().study().workload.denoising_steps, int64_t{0});
  QTRY_COMPARE_WITH_TIMEOUT(passes->value(), 0, kPatience);
}

PARETO_TEST(TestPanels)
#include "tst_panels.moc"
