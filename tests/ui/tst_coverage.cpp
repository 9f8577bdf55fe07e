// SPDX-License-Identifier: GPL-3.0-or-later
// What of the survey is here, in the help: found by clicks and keys as a person would.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/coverage_view.h"
#include "ui/help_page.h"
#include "ui/panels/architecture_card.h"
#include "ui/shipped_documents.h"
#include "ui/words/language.h"

#include <QDockWidget>
#include <QTableView>
#include <QTreeView>
#include <QTreeWidget>

using namespace pareto;
using namespace pareto::test;
using namespace pareto::ui;

class TestCoverage : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void theHelpHasIt();
  void aSectionShowsItsEntriesAlone();
  void aClassAndAWordNarrowIt();
  void anEntryTellsItsPaper();
  void bothLanguages();
  void theCardTellsWhatIsKnown();

private:
  /// F1, then a click on the second tab.
  CoverageView* open() {
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    auto* help = m_window->findChild<HelpPage*>();
    if (!help || !QTest::qWaitForWindowExposed(help))
      qFatal("no help");
    auto* tabs = help->findChild<QTabWidget*>(QStringLiteral("helpTabs"));
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
    return qobject_cast<CoverageView*>(tabs->currentWidget());
  }
  static void speak(const char* language) {
    setLanguage(QLatin1String(language));
    QCoreApplication::processEvents(); // every widget is told
  }
  static void clickSection(const CoverageView& view, int row) {
    auto* tree = view.findChild<QTreeWidget*>(QStringLiteral("surveySections"));
    tree->scrollToItem(tree->topLevelItem(row));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualItemRect(tree->topLevelItem(row)).center());
  }
  static QTableView& entries(const CoverageView& view) {
    return *view.findChild<QTableView*>(QStringLiteral("surveyEntries"));
  }
  static int rows(const CoverageView& view) { return entries(view).model()->rowCount(); }
  static QString cell(const CoverageView& view, int row, int column) {
    return entries(view).model()->index(row, column).data().toString();
  }
};

void TestCoverage::theHelpHasIt() {
  const CoverageView* view = open();
  QVERIFY(view && view->isVisible());
  QVERIFY(shippedSurvey());
  QCOMPARE(rows(*view), static_cast<int>(shippedSurvey()->entries.size()));
}

/// Whatever is clicked: as many rows as the counts beside the section say.
void TestCoverage::aSectionShowsItsEntriesAlone() {
  const CoverageView* view = open();
  auto* tree = view->findChild<QTreeWidget*>(QStringLiteral("surveySections"));
  QCOMPARE(tree->topLevelItemCount(), static_cast<int>(shippedSurvey()->sections.size()) + 1);
  for (int row = tree->topLevelItemCount() - 1; row >= 0; --row) {
    clickSection(*view, row);
    int counted = 0;
    for (int column = 1; column < tree->columnCount(); ++column)
      counted += tree->topLevelItem(row)->text(column).toInt();
    QCOMPARE(rows(*view), counted);
  }
}

void TestCoverage::aClassAndAWordNarrowIt() {
  const CoverageView* view = open();
  auto* search = view->findChild<QLineEdit*>(QStringLiteral("surveySearch"));
  auto* classes = view->findChild<QComboBox*>(QStringLiteral("surveyClasses"));
  QCOMPARE(classes->count(), static_cast<int>(kCoverages) + 1);
  choose(classes, 1 + static_cast<int>(SurveyClass::Runs));
  QCOMPARE(rows(*view), shippedSurvey()->counts()[0]);
  for (int row = 0; row < rows(*view); ++row)
    QCOMPARE(cell(*view, row, 1), QStringLiteral("runs here"));
  QTest::mouseClick(search, Qt::LeftButton);
  QTest::keyClicks(search, QStringLiteral("gated DELTA"));
  QVERIFY(rows(*view) >= 1 && rows(*view) < shippedSurvey()->counts()[0]);
  QCOMPARE(cell(*view, 0, 0), QStringLiteral("Gated DeltaNet"));
  QTest::keyClicks(search, QStringLiteral(" nothingofthekind"));
  QCOMPARE(rows(*view), 0);
  search->clear();
  choose(classes, 0);
  QCOMPARE(rows(*view), static_cast<int>(shippedSurvey()->entries.size()));
}

void TestCoverage::anEntryTellsItsPaper() {
  const CoverageView* view = open();
  QTest::keyClicks(view->findChild<QLineEdit*>(QStringLiteral("surveySearch")), QStringLiteral("hedgehog"));
  QCOMPARE(rows(*view), 1);
  QTableView& table = entries(*view);
  QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(0, 0)).center());
  const QString detail = view->findChild<QLabel*>(QStringLiteral("surveyDetail"))->text();
  QVERIFY2(detail.contains(QStringLiteral("https://arxiv.org/abs/2402.04347")), qPrintable(detail));
  QVERIFY2(detail.contains(QStringLiteral("The kernel of Linear attention.")), qPrintable(detail));
  QVERIFY2(detail.contains(QStringLiteral("2.1 Linear attention")), qPrintable(detail));
}

/// In Japanese, too, every row says how it is here or why not, and none says it in English.
void TestCoverage::bothLanguages() {
  const CoverageView* view = open();
  QStringList english;
  for (int row = 0; row < rows(*view); ++row)
    english << cell(*view, row, 2);
  speak("ja");
  for (int row = 0; row < rows(*view); ++row) {
    QVERIFY(!cell(*view, row, 2).isEmpty());
    QVERIFY2(cell(*view, row, 2) != english[row], qPrintable(english[row]));
  }
  auto* tree = view->findChild<QTreeWidget*>(QStringLiteral("surveySections"));
  QCOMPARE(tree->topLevelItem(1)->text(0), QStringLiteral("2.1 線形アテンション"));
  speak("en");
  QCOMPARE(cell(*view, 0, 2), english[0]);
}

/// A double-click in the tree opens the card; it says growth, kernels, support and releases, with sources and days.
void TestCoverage::theCardTellsWhatIsKnown() {
  auto* tree = child<QTreeView>("tree");
  const QModelIndex mamba = tree->model()
                                ->match(tree->model()->index(0, 0), Qt::DisplayRole, QStringLiteral("Mamba-2"), 1,
                                        Qt::MatchExactly | Qt::MatchRecursive | Qt::MatchWrap)
                                .value(0);
  QVERIFY(mamba.isValid());
  tree->scrollTo(mamba);
  const QRect box = tree->visualRect(mamba);
  const QPoint place(box.right() - 30, box.center().y());
  QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, place);
  QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {}, place);
  settlePanels();
  const auto* card = m_window->findChild<ArchitectureCard*>();
  QTRY_VERIFY(card->isVisible() && !card->visibleRegion().isEmpty());
  for (const char* part : {"cache and state O(1)", "recurrence of a matrix state", "transformers 5.24.0: mamba2",
                           "(Apache-2.0)", "https://huggingface.co/state-spaces/mamba2-2.7b", "supported_models.md"})
    QVERIFY2(card->text().contains(QLatin1String(part)), qPrintable(card->text()));
  speak("ja");
  QVERIFY2(card->text().contains(QStringLiteral("行列状態の再帰")), qPrintable(card->text()));
  speak("en");
}

PARETO_TEST(TestCoverage)
#include "tst_coverage.moc"
