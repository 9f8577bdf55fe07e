// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the field: each is shown somewhere, and whatever shows one says in its tool tip what it means.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/panels/architecture_card.h"
#include "ui/words/glossary.h"
#include "ui/words/language.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QDockWidget>
#include <QGroupBox>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTextDocumentFragment>
#include <QToolTip>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

/// As a person reads it: without keys, joiners and ends of lines.
QString read(QString text) {
  static const QRegularExpression key(QStringLiteral("\\(&\\w\\)|&(?!&)|\\x{2060}"));
  return text.remove(key).simplified();
}

} // namespace

class TestWordTips : public WindowTest {
  Q_OBJECT

public:
  TestWordTips() { m_rounds = 3; } // enough for orders, crossings and a frontier

private Q_SLOTS:
  void everyWordIsShownAndExplained();
  void linesOfTheCardAreExplained();
  void whatHasATipKeepsIt();
  void wordsStandByThemselves();
  void japaneseWordsAreExplained();

private:
  static QList<const Term*> termsIn(const QString& text);
  QString tipAt(QWidget* widget, const QPoint& at) const;
  QString hovered(ChartView* chart, const QPointF& at) const;
  void check(const QString& shown, const QString& place, const std::function<QString()>& tip);
  void walkWidget(QWidget* widget);
  void walkHeader(QHeaderView* header);
  void walkTable(QTableView* table);
  void walkChoices(QComboBox* combo);
  void walkChart(ChartView* chart);
  void walkPage();
  void addReading();
  void addInEveryState();
  ArchitectureCard* showCard(const char* model);
  QStringList wordsNobodyShows();

  QSet<QString> m_met;     ///< words that something shows
  QSet<QString> m_checked; ///< places, with what they show
};

/// By a way of its own: the glossary's is what is tested.
QList<const Term*> TestWordTips::termsIn(const QString& text) {
  QList<const Term*> found;
  for (const Term& term : glossary()) {
    const QRegularExpression alone(
        QStringLiteral("(?<![A-Za-z])%1s?(?![A-Za-z])").arg(QRegularExpression::escape(wordOf(term))),
        QRegularExpression::CaseInsensitiveOption);
    if (read(text).contains(alone))
      found << &term;
  }
  return found;
}

/// What the person is told who rests the pointer there.
QString TestWordTips::tipAt(QWidget* widget, const QPoint& at) const {
  const QString before = QStringLiteral("·");
  QToolTip::showText(m_window->mapToGlobal(QPoint()), before, m_window.get()); // what was told elsewhere does not count
  QHelpEvent rest(QEvent::ToolTip, at, widget->mapToGlobal(at));
  QApplication::sendEvent(widget, &rest);
  return QToolTip::text() == before ? QString() : QToolTip::text();
}

QString TestWordTips::hovered(ChartView* chart, const QPointF& at) const {
  QToolTip::showText(m_window->mapToGlobal(QPoint()), QStringLiteral("·"), m_window.get());
  QMouseEvent move(QEvent::MouseMove, at, chart->viewport()->mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
  QApplication::sendEvent(chart->viewport(), &move);
  return QToolTip::text();
}

void TestWordTips::check(const QString& shown, const QString& place, const std::function<QString()>& tip) {
  if (const qsizetype before = m_checked.size(); m_checked.insert(place + shown), m_checked.size() == before)
    return; // docks and strips stand around every page
  const QList<const Term*> terms = termsIn(shown);
  const QString told = terms.isEmpty() ? QString() : tip();
  for (const Term* term : terms) {
    m_met << QString::fromLatin1(term->word);
    QVERIFY2(told.contains(meaningOf(*term)), qPrintable(QStringLiteral("%1 shows “%2” and does not say what %3 is: %4")
                                                             .arg(place, read(shown), wordOf(*term), told)));
  }
}

void TestWordTips::walkWidget(QWidget* widget) {
  QString shown;
  if (const auto* label = qobject_cast<QLabel*>(widget)) {
    if (label->textFormat() == Qt::RichText)
      return; // by its lines: linesOfTheCardAreExplained()
    shown = label->text();
  } else if (const auto* button = qobject_cast<QAbstractButton*>(widget)) {
    shown = button->text();
  } else if (const auto* box = qobject_cast<QGroupBox*>(widget)) {
    shown = box->title();
  } else if (const auto* progress = qobject_cast<QProgressBar*>(widget)) {
    shown = progress->text();
  } else if (auto* combo = qobject_cast<QComboBox*>(widget)) {
    shown = combo->currentText();
    walkChoices(combo);
  } else if (auto* chart = qobject_cast<ChartView*>(widget)) {
    return walkChart(chart);
  } else if (auto* header = qobject_cast<QHeaderView*>(widget)) {
    return walkHeader(header);
  } else if (auto* table = qobject_cast<QTableView*>(widget)) {
    return walkTable(table);
  }
  const QPoint middle = widget->rect().center();
  check(shown, QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName(),
        [&] { return tipAt(widget, middle); });
}

void TestWordTips::walkHeader(QHeaderView* header) {
  for (int section = 0; header->model() && section < header->count(); ++section) {
    if (header->isSectionHidden(section))
      continue;
    const QPoint at(header->sectionViewportPosition(section) + 3, header->height() / 2);
    check(header->model()->headerData(section, header->orientation()).toString(), QStringLiteral("a header"),
          [&] { return tipAt(header->viewport(), at); });
  }
}

/// Each text once: where there are many rows, most say the same.
void TestWordTips::walkTable(QTableView* table) {
  QSet<QString> seen;
  for (int row = 0; row < table->model()->rowCount(); ++row)
    for (int column = 0; column < table->model()->columnCount(); ++column) {
      const QModelIndex index = table->model()->index(row, column);
      const QString text = index.data().toString();
      if (seen.contains(text) || termsIn(text).isEmpty())
        continue;
      seen << text;
      table->scrollTo(index);
      check(text, QStringLiteral("a cell"),
            [&] { return tipAt(table->viewport(), table->visualRect(index).center()); });
    }
}

void TestWordTips::walkChoices(QComboBox* combo) {
  for (int row = 0; row < combo->count(); ++row)
    if (const QString place = QStringLiteral("a choice of ") + combo->objectName();
        row != combo->currentIndex() && !m_checked.contains(place + combo->itemText(row)) &&
        !termsIn(combo->itemText(row)).isEmpty()) {
      combo->showPopup();
      const auto* search = qobject_cast<SearchCombo*>(combo);
      QAbstractItemView* list = search && search->list() ? search->list() : combo->view(); // few need no search
      const QModelIndex index =
          list->model()
              ->match(list->model()->index(0, 0), Qt::DisplayRole, combo->itemText(row), 1, Qt::MatchExactly)
              .value(0);
      list->scrollTo(index);
      check(combo->itemText(row), place, [&] { return tipAt(list->viewport(), list->visualRect(index).center()); });
      combo->hidePopup();
    }
}

void TestWordTips::walkChart(ChartView* chart) {
  const ChartScene& scene = chart->chartScene();
  if (!scene.hasData())
    return;
  for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical})
    check(scene.title(orientation), QStringLiteral("an axis of ") + chart->spec().id,
          [&] { return hovered(chart, scene.titleBox(orientation).center()); });
  check(chart->spec().badge, QStringLiteral("the stamp of ") + chart->spec().id,
        [&] { return hovered(chart, scene.badgeBox().center()); });
}

void TestWordTips::walkPage() {
  page();
  QApplication::processEvents(); // legends that were made anew are shown by their layout
  QList<QPointer<QWidget>> seen; // legends are made anew meanwhile
  for (QWidget* widget : m_window->findChildren<QWidget*>())
    seen << widget;
  for (QWidget* widget : seen)
    if (widget && widget->isVisible())
      walkWidget(widget);
}

/// At the place of the workload, where the store holds no prompts: waits are drawn in their two parts.
void TestWordTips::addReading() {
  QSignalSpy seen(m_session.get(), &StudySession::evidenceChanged);
  const Study& study = m_session->document().study();
  for (const std::string& model : study.models)
    m_session->addImported(complete(prefill(model, study.workload.requests, study.workload.prompt_tokens, 900), 900));
  QVERIFY(seen.wait(kPatience));
}

/// A value of each kind that a value can be of.
void TestWordTips::addInEveryState() {
  std::vector<Measurement> some = fullStudy(m_session->document().study());
  const std::string last = some.back().key.model; // the others still have an order
  std::erase_if(some, [&](const Measurement& each) { return each.key.model != last; });
  some[0].condition = Condition::Disturbed;
  some[0].lost_share = 0.4;
  some[0].lost_to = "other programs";
  some[0].tpot_p95_ms = 130;
  some[0].roofline_share = 0.8;
  some[1].condition = Condition::Suspect;
  some[1].lost_to = kBeyondMemory;
  some[2].preview = true;
  some[2].tpot_ms->ci95.reset();
  QSignalSpy seen(m_session.get(), &StudySession::evidenceChanged);
  for (const size_t each : {0, 1, 2}) {
    some[each].round = 1;
    m_session->addImported(some[each]);
  }
  QVERIFY(seen.wait(kPatience));
}

ArchitectureCard* TestWordTips::showCard(const char* model) {
  m_session->view().select(model);
  auto* card = m_window->findChild<ArchitectureCard*>();
  auto* dock = m_window->findChild<QDockWidget*>(QStringLiteral("cardDock"));
  dock->show();
  dock->raise();
  settlePanels();
  return card;
}

/// Goes through every page, as it was measured and with a value in every state, and reads two cards.
QStringList TestWordTips::wordsNobodyShows() {
  m_met.clear();
  m_checked.clear();
  m_window->setResearch(true);
  addReading();
  for (const bool asMeasured : {true, false}) {
    if (!asMeasured)
      addInEveryState();
    ViewState view = m_session->view().state();
    view.x = {Metric::Tpot, {}}; // of what was measured in rounds: a frontier
    view.y = {Metric::Memory, {}};
    view.times = view.lost = false;
    view.limits = {};
    if (!asMeasured) { // where curves cross, and the fastest is not the smallest
      view.at.requests = 1;
      view.at.context = m_session->document().study().contexts.front();
    }
    m_session->setView(view);
    for (const PageEntry& entry : pages()) {
      clickPage(entry.id);
      walkPage();
    }
  }
  for (const char* model : {"softmax-attention@1.3b", "deepseek-moe@1.3b"})
    for (const Term* term : termsIn(showCard(model)->text()))
      m_met << QString::fromLatin1(term->word);
  QStringList nowhere;
  for (const Term& term : glossary())
    if (!m_met.contains(QString::fromLatin1(term.word)))
      nowhere << QString::fromLatin1(term.word);
  return nowhere;
}

void TestWordTips::everyWordIsShownAndExplained() { QCOMPARE(wordsNobodyShows().join(QLatin1Char(',')), QString()); }

/// Complexity, difficulty and availability: each line for itself.
void TestWordTips::linesOfTheCardAreExplained() {
  ArchitectureCard* card = showCard("mamba2@1.3b");
  auto* label = card->findChild<QLabel*>();
  QVERIFY(label->isVisible());
  QStringList told;
  for (int y = 4; y < label->height(); y += 5)
    if (const QString tip = tipAt(label, {label->width() / 3, y}); told.isEmpty() || told.last() != tip)
      told << tip;
  const QString all = told.join(QLatin1Char('\n'));
  for (const Term* term : termsIn(QTextDocumentFragment::fromHtml(card->text()).toPlainText()))
    QVERIFY2(all.contains(meaningOf(*term)), term->word);
  const char* const lines[] = {"growth", "kernels", "supported today", "released models"};
  for (const char* line : lines) {
    const QString begins = QLatin1String(line) + QStringLiteral(": ");
    QCOMPARE(told.filter(begins).size(), 1);
    for (const char* other : lines)
      QVERIFY2(line == other || !told.filter(begins).first().contains(QLatin1String(other) + QStringLiteral(": ")),
               qPrintable(told.filter(begins).first()));
  }
}

void TestWordTips::whatHasATipKeepsIt() {
  clickPage("answer");
  page();
  auto* label = child<QLabel>("notice");
  label->setText(QStringLiteral("Nothing of the field"));
  label->setToolTip(QStringLiteral("its own"));
  QCOMPARE(tipAt(label, label->rect().center()), QStringLiteral("its own"));
  label->setText(QStringLiteral("Its prefill"));
  QCOMPARE(tipAt(label, label->rect().center()), withMeanings(QStringLiteral("its own"), QStringLiteral("prefill")));
  QVERIFY(QToolTip::text().startsWith(QStringLiteral("its own\nprefill: ")));
  label->setToolTip(QStringLiteral("<b>name</b> of a file"));
  QVERIFY(tipAt(label, label->rect().center()).contains(QStringLiteral("&lt;b&gt;name"))); // is no markup
}

void TestWordTips::wordsStandByThemselves() {
  const auto explains = [](const char* text, const char* word) {
    return withMeanings({}, QString::fromUtf8(text)).contains(QLatin1String(word) + QStringLiteral(": "));
  };
  QVERIFY(explains("Context length", "context") && explains("two &contexts", "context"));
  QVERIFY(!explains("contextual", "context") && !explains("a subcontext", "context"));
  QVERIFY(explains("equal\nwithin\u00a0error", "equal within error"));
  QVERIFY(explains("95 % interval", "interval") && explains("intervals", "interval"));
  QVERIFY(!explains("State", "cache and state") && explains("Cache and state, all", "cache and state"));
  QCOMPARE(withMeanings(QStringLiteral("a tip"), QStringLiteral("nothing")), QStringLiteral("a tip"));
  for (const Term& term : glossary())
    QVERIFY2(qstrlen(term.word) + qstrlen(term.meaning) < 110, term.word); // a line
}

void TestWordTips::japaneseWordsAreExplained() {
  setLanguage(QStringLiteral("ja"));
  if (wordOf(glossary().front()) == QLatin1String(glossary().front().word)) {
    setLanguage(QStringLiteral("en"));
    QSKIP("This build holds no translations: Qt's linguist tools are missing.");
  }
  const QStringList nowhere = wordsNobodyShows();
  setLanguage(QStringLiteral("en"));
  QCOMPARE(nowhere.join(QLatin1Char(',')), QString());
}

PARETO_TEST(TestWordTips)
#include "tst_word_tips.moc"
