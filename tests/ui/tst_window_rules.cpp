// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every text, control and action of the window.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/export/export_dialog.h"
#include "ui/help_page.h"
#include "ui/panels/add_model_dialog.h"
#include "ui/panels/own_text_dialog.h"
#include "ui/type_scale.h"
#include "ui/words/format.h"
#include "ui/words/language.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QFontInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSet>
#include <QSlider>
#include <QToolBar>
#include <QToolButton>
#include <QTranslator>

#include <functional>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

/// Marks every text, so that one that was not translated again is seen.
class MarkingTranslator : public QTranslator {
public:
  using QTranslator::QTranslator;
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* text, const char*, int) const override {
    return QStringLiteral("¤") + QString::fromUtf8(text);
  }
};

} // namespace

class TestWindowRules : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void languageChangesEveryText();
  void theme();
  void R20_0_controls_without_a_name_data();
  void R20_0_controls_without_a_name();
  void R20_800_steps_by_keyboard();
  void nothingIsCutInANarrowWindow_data();
  void nothingIsCutInANarrowWindow();
  void linesEndBetweenWords();
  void lettersHaveFourSizes_data();
  void lettersHaveFourSizes();
  void everyActionHasAShortcutAndAMenu();
  void whatAPageOffersIsInTheMenu();
  void everyButtonOfAPageIsAnEntry();
  void shortcutsAreUnique();
  void keysOfAMenuAreUnique_data();
  void keysOfAMenuAreUnique();
};

void TestWindowRules::languageChangesEveryText() {
  MarkingTranslator marking;
  QApplication::installTranslator(&marking);
  QApplication::processEvents();
  for (const char* id : {"answer", kTradeOffPage}) { // what was seen before is made anew once it is seen again
    tabs()->showPage(QLatin1String(id));
    page();
  }
  QApplication::processEvents();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // replaced legends are on their way out
  const auto marked = [](const QString& text) {
    static const QRegularExpression currency(QStringLiteral("^(USD|JPY|EUR)$")); // ISO 4217
    return text.isEmpty() || text.contains(QStringLiteral("¤")) || text.contains(currency) ||
           !text.contains(QRegularExpression(QStringLiteral("[A-Za-z]{3}")));
  };
  const QStringList fixed{QStringLiteral("AMD"), QStringLiteral("English"), QStringLiteral("1.3 B")};
  QStringList missed;
  for (QWidget* widget : m_window->findChildren<QWidget*>()) {
    const QString owner = widget->objectName();
    if (owner.startsWith(QStringLiteral("qt_")) || owner.startsWith(QStringLiteral("Scroll")) ||
        owner.contains(QLatin1Char('@')))
      continue; // Qt's own parts, and buttons that carry a model's name
    QStringList texts{widget->toolTip(), widget->accessibleName()};
    if (const auto* label = qobject_cast<QLabel*>(widget))
      texts << label->text();
    if (const auto* button = qobject_cast<QAbstractButton*>(widget))
      texts << button->text();
    if (const auto* line = qobject_cast<QLineEdit*>(widget))
      texts << line->placeholderText();
    if (const auto* dock = qobject_cast<QDockWidget*>(widget))
      texts << dock->windowTitle();
    for (const QString& text : texts)
      if (!marked(text))
        missed << QStringLiteral("%1 %2: %3")
                      .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), text.left(70));
  }
  for (QAction* each : m_window->findChildren<QAction*>())
    if (!marked(each->text()) && !fixed.contains(each->text()))
      missed << QStringLiteral("action %1: %2").arg(each->objectName(), each->text());
  for (int i = 0; i < tabs()->count(); ++i)
    if (!marked(tabs()->tabText(i)))
      missed << tabs()->tabText(i);
  if (!marked(chart()->panel()->spec().sentence))
    missed << chart()->panel()->spec().sentence;
  QApplication::removeTranslator(&marking);
  QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1Char('\n'))));
  QApplication::processEvents();
  QVERIFY(!tabs()->tabText(0).contains(QStringLiteral("¤"))); // and back
  QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier | Qt::AltModifier);
  QCOMPARE(currentLanguage(), QStringLiteral("ja"));
  QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier | Qt::AltModifier);
  QCOMPARE(currentLanguage(), QStringLiteral("en"));
}

void TestWindowRules::theme() {
  QTest::keyClick(m_window.get(), Qt::Key_8, Qt::ControlModifier | Qt::AltModifier);
  QVERIFY(QApplication::palette().window().color().lightness() < 128);
  QTest::keyClick(m_window.get(), Qt::Key_9, Qt::ControlModifier | Qt::AltModifier);
  QVERIFY(QApplication::palette().window().color().lightness() > 128);
  QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier | Qt::AltModifier);
}

namespace {

bool named(QWidget* widget) {
  QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
  return accessible && !accessible->text(QAccessible::Name).isEmpty();
}

QString described(const QWidget* widget) {
  return QStringLiteral("%1 %2 in %3")
      .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
           widget->parentWidget() ? QLatin1String(widget->parentWidget()->metaObject()->className())
                                  : QLatin1String("nothing"));
}

/// Controls below `root` that the Tab key reaches and that say nothing to a screen reader.
QStringList nameless(const QWidget& root, int& controls) {
  QStringList found;
  for (QWidget* widget : root.findChildren<QWidget*>()) {
    if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isEnabled() ||
        widget->objectName().startsWith(QStringLiteral("qt_")))
      continue;
    const auto* area = qobject_cast<QAbstractScrollArea*>(widget->parentWidget());
    if (widget->window() != root.window() || widget->focusProxy() || (area && area->viewport() == widget))
      continue; // lists of combo boxes, and inner parts of a control that has the name
    ++controls;
    if (!named(widget))
      found << described(widget);
  }
  return found;
}

} // namespace

void TestWindowRules::R20_0_controls_without_a_name_data() {
  QTest::addColumn<QString>("language");
  for (const Language& language : languages())
    QTest::newRow(qPrintable(language.id)) << language.id;
}

void TestWindowRules::R20_0_controls_without_a_name() {
  QFETCH(QString, language);
  setLanguage(language);
  m_window->setResearch(true);
  for (int i = 0; i < tabs()->count(); ++i)
    clickTab(i);
  const ModelFolders nowhere{m_folder->path().toStdString(), m_folder->path().toStdString(),
                             m_folder->path().toStdString(), m_folder->path().toStdString(),
                             m_folder->path().toStdString()};
  AddModelDialog models(nowhere);
  OwnTextDialog text(*m_session);
  ExportDialog picture(chart() ? chart()->panel()->spec() : m_window->charts().front());
  HelpPage help(*m_session);
  int controls = 0;
  QStringList found = nameless(*m_window, controls);
  for (QDialog* dialog : std::initializer_list<QDialog*>{&models, &text, &picture, &help}) {
    dialog->show();
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    found << nameless(*dialog, controls);
  }
  qInfo("%d controls", controls);
  QVERIFY(controls >= 50);
  QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

/// With the Tab key alone, there and back, on every tab of both levels in both languages: each step arrives at a
/// control that is seen and has a name.
void TestWindowRules::R20_800_steps_by_keyboard() {
  constexpr int kStepsEachWay = 20;
  int steps = 0;
  QSet<QWidget*> reached;
  for (const Language& language : languages())
    for (const bool research : {false, true}) {
      setLanguage(language.id);
      m_window->setResearch(research);
      for (int tab = 0; tab < tabs()->count(); ++tab) {
        clickTab(tab);
        for (const Qt::Key key : {Qt::Key_Tab, Qt::Key_Backtab})
          for (int step = 0; step < kStepsEachWay; ++step) {
            QWidget* at = QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get();
            QTest::keyClick(at, key);
            QWidget* now = QApplication::focusWidget();
            QVERIFY2(now && now->isVisible() && now->window() == m_window.get(), qPrintable(described(at)));
            QVERIFY2(named(now) || now->objectName().startsWith(QStringLiteral("qt_")), qPrintable(described(now)));
            reached.insert(now);
            ++steps;
          }
      }
    }
  qInfo("%d steps, %d controls reached", steps, static_cast<int>(reached.size()));
  QVERIFY(steps >= 800);
  QVERIFY(reached.size() >= 20);
}

namespace {

constexpr int kNarrow = 1024;

/// Beneath another dock as a tab, or the tabs of docks that are closed: Qt keeps them far to the left of the window.
bool isBehind(const QWidget* widget) {
  return (qobject_cast<const QDockWidget*>(widget) || qobject_cast<const QTabBar*>(widget)) &&
         widget->geometry().right() < 0;
}

/// What is seen of `window` and reaches beyond a widget that it lies in, from left to right. What an item view or a
/// text shows of itself is its own to scroll.
QStringList cutOff(const QWidget& window) {
  QStringList found;
  for (const QWidget* widget : window.findChildren<QWidget*>()) {
    QString cut;
    bool seen = widget->isVisible() && !widget->isWindow();
    for (const QWidget* around = widget; seen && around; around = around->parentWidget()) {
      seen = !isBehind(around) && !qobject_cast<const QAbstractItemView*>(around->parentWidget()) &&
             !qobject_cast<const QPlainTextEdit*>(around->parentWidget());
      const int left = widget->mapTo(around, QPoint()).x(), right = left + widget->width();
      if (left < 0 || right > around->width())
        cut = QStringLiteral("%1: %2 to %3 of %4").arg(described(widget)).arg(left).arg(right).arg(around->width());
    }
    if (seen && !cut.isEmpty())
      found << cut;
  }
  return found;
}

} // namespace

/// Japanese has no spaces: every text of the window that is wrapped says where its lines may end.
void TestWindowRules::linesEndBetweenWords() {
  setLanguage(QStringLiteral("ja"));
  m_window->setResearch(true);
  QStringList missed;
  for (const PageEntry& entry : pages()) {
    clickPage(entry.id);
    QCoreApplication::processEvents();
    for (const auto* label : m_window->findChildren<QLabel*>())
      if (label->wordWrap() && label->isVisible() && label->textFormat() != Qt::RichText &&
          unbroken(label->text()) != label->text() && headline(label->text()) != label->text())
        missed << QStringLiteral("%1 in %2: %3")
                      .arg(label->objectName(), QLatin1String(label->parent()->metaObject()->className()),
                           label->text().left(40));
  }
  missed.removeDuplicates();
  setLanguage(QStringLiteral("en"));
  QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1Char('\n'))));
}

void TestWindowRules::lettersHaveFourSizes_data() { R20_0_controls_without_a_name_data(); }

/// And the desktop's own. Of every text of the window: widgets, what stands in lists and tables, and what charts are
/// drawn with.
void TestWindowRules::lettersHaveFourSizes() {
  QFETCH(QString, language);
  setLanguage(language);
  m_window->setResearch(true);
  const QSet<int> scale{kTextType, kHeadingType, kNumberType, kHeadlineType};
  QSet<int> seen;
  QStringList others;
  const auto look = [&](const QFont& font, const QObject* on) {
    const int pixels = QFontInfo(font).pixelSize();
    seen << pixels;
    if (!scale.contains(pixels) && pixels != QFontInfo(QApplication::font()).pixelSize())
      others << QStringLiteral("%1 %2: %3")
                    .arg(QLatin1String(on->metaObject()->className()), on->objectName())
                    .arg(pixels);
  };
  for (const int height : {700, 1000})
    for (const PageEntry& entry : pages()) {
      m_window->resize(kNarrow, height);
      clickPage(entry.id);
      page();
      for (const auto* widget : m_window->findChildren<QWidget*>())
        look(widget->font(), widget);
      for (const auto* view : m_window->findChildren<QAbstractItemView*>())
        for (int row = 0; view->model() && row < view->model()->rowCount(); ++row)
          if (const QVariant font = view->model()->index(row, 0).data(Qt::FontRole); font.isValid())
            look(qvariant_cast<QFont>(font), view);
      for (const auto* chart : m_window->findChildren<ChartView*>())
        for (const QFont& font : {chart->chartScene().style().font, chart->chartScene().style().strong})
          look(font, chart);
    }
  setLanguage(QStringLiteral("en"));
  others.removeDuplicates();
  QVERIFY2(others.isEmpty(), qPrintable(others.join(QLatin1Char('\n'))));
  QVERIFY(seen.contains(scale));
}

void TestWindowRules::nothingIsCutInANarrowWindow_data() { R20_0_controls_without_a_name_data(); }

/// Both docks open, every page, on the smallest screens in use.
void TestWindowRules::nothingIsCutInANarrowWindow() {
  QFETCH(QString, language);
  setLanguage(language);
  m_window->setResearch(true);
  for (const int width : {kNarrow, 2 * kNarrow, kNarrow + 250}) // there and back
    m_window->resize(width, 700), QCoreApplication::processEvents();
  QVERIFY(child<QSlider>("requestsSlider")->width() >= 80);
  m_window->resize(kNarrow, 700);
  for (const PageEntry& entry : pages()) {
    clickPage(entry.id);
    QCoreApplication::processEvents();
    QVERIFY2(m_window->minimumSizeHint().width() <= kNarrow,
             qPrintable(
                 QStringLiteral("%1 needs %2").arg(QLatin1String(entry.id)).arg(m_window->minimumSizeHint().width())));
    QCOMPARE(m_window->width(), kNarrow);
    for (const char* slider : {"contextSlider", "answerSlider", "requestsSlider"})
      QVERIFY(child<QSlider>(slider)->width() >= 80);
    const QStringList cut = cutOff(*m_window);
    QVERIFY2(cut.isEmpty(), qPrintable(QLatin1String(entry.id) + QLatin1Char('\n') + cut.join(QLatin1Char('\n'))));
  }
}

void TestWindowRules::everyActionHasAShortcutAndAMenu() {
  QList<QAction*> inMenus;
  const std::function<void(QMenu*)> collect = [&](QMenu* menu) {
    for (QAction* each : menu->actions())
      each->menu() ? collect(each->menu()) : void(inMenus << each);
  };
  for (QAction* menu : m_window->menuBar()->actions())
    collect(menu->menu());
  QVERIFY(inMenus.size() >= 25);
  for (QAction* each : inMenus) {
    QVERIFY2(each->isSeparator() || !each->shortcut().isEmpty(), qPrintable(each->text()));
    QVERIFY2(each->isSeparator() || !each->text().isEmpty(), qPrintable(each->objectName()));
  }
  for (QToolButton* button : m_window->findChild<QToolBar*>()->findChildren<QToolButton*>())
    if (button->defaultAction())
      QVERIFY2(inMenus.contains(button->defaultAction()), qPrintable(button->text()));
}

/// What its buttons do has a key and an entry while it is on top; chart and table change by key, too.
void TestWindowRules::whatAPageOffersIsInTheMenu() {
  m_window->setResearch(true);
  const auto offered = [this](const char* name) { return action(name)->isVisible(); };
  const auto* run = m_window->menuBar()->actions()[2]->menu();
  for (const char* name : {"raceStartAction", "measurePrecisionsAction", "takeOffer0Action", "takeMachineAction"}) {
    QVERIFY2(run->actions().contains(action(name)), name);
    QVERIFY2(!offered(name), name);
    QVERIFY2(!action(name)->shortcut().isEmpty(), name);
  }
  clickPage("live-race");
  QVERIFY(offered("raceStartAction") && !offered("takeOffer0Action"));
  auto* start = page()->findChild<QPushButton*>(QStringLiteral("raceStart"));
  QCOMPARE(action("raceStartAction")->text(), start->text());
  QCOMPARE(action("raceStartAction")->isEnabled(), start->isEnabled());
  QVERIFY(start->toolTip().contains(QStringLiteral("Ctrl+R")));
  clickPage("precision");
  QVERIFY(offered("measurePrecisionsAction") && !offered("raceStartAction"));
  clickPage("cost");
  QVERIFY(offered("takeOffer0Action") && !action("takeOffer0Action")->isEnabled()); // none is chosen
  page()->findChild<QComboBox*>(QStringLiteral("offers0"))->setCurrentIndex(1);
  QVERIFY(action("takeOffer0Action")->isEnabled());
  QVERIFY(m_session->document().study().cost == CostInputs()); // looking takes nothing
  QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier | Qt::AltModifier);
  QVERIFY(m_session->document().study().cost != CostInputs());

  clickPage("latency");
  QVERIFY(action("chartTable")->isEnabled() && !action("wholeChart")->isEnabled());
  QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
  QVERIFY(chart()->panel()->showsTable() && action("chartTable")->isChecked());
  QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
  QVERIFY(!chart()->panel()->showsTable() && !action("chartTable")->isChecked());
  chart()->panel()->chart()->setFocus();
  QTest::keyClick(chart()->panel()->chart(), Qt::Key_Plus);
  QVERIFY(chart()->panel()->chart()->isZoomed() && action("wholeChart")->isEnabled());
  QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
  QVERIFY(!chart()->panel()->chart()->isZoomed() && !action("wholeChart")->isEnabled());
  clickPage("data");
  QVERIFY(!action("chartTable")->isEnabled()); // no chart there
}

/// What is said by a button is done by its entry, too: the same text or a name for it, by key, and while it can be
/// done.
void TestWindowRules::everyButtonOfAPageIsAnEntry() {
  m_window->setResearch(true);
  const auto* run = m_window->menuBar()->actions()[2]->menu();
  const struct {
    const char *page, *button, *keys;
  } rows[] = {{"answer", "nextMeasurement", "Ctrl+G"},
              {"answer", "copyNotes", "Ctrl+Shift+Y"},
              {"trade-off", "missingStep", "Ctrl+Shift+G"},
              {"data", "copyTsv", "Ctrl+Shift+D"},
              {"cost", "importLengths", "Ctrl+Shift+I"},
              {"cost", "importLoads", "Ctrl+Alt+I"},
              {"precision", "measurePrecisionQuality", "Ctrl+Alt+T"}};
  for (const auto& row : rows) {
    clickPage(row.page);
    auto* button = page()->findChild<QPushButton*>(QLatin1String(row.button));
    QVERIFY2(button, row.button);
    QAction* entry = action((QByteArray(row.button) + "Action").constData());
    QVERIFY2(entry && run->actions().contains(entry) && entry->isVisible(), row.button);
    QCOMPARE(entry->shortcut(), QKeySequence(QLatin1String(row.keys)));
    QCOMPARE(entry->isEnabled(), button->isEnabled());
    QVERIFY2(button->toolTip().contains(entry->shortcut().toString(QKeySequence::NativeText)), row.button);
    QVERIFY2(entry->text().contains(QLatin1Char('&')) && !entry->text().contains(QLatin1Char('\n')), row.button);
    const bool sentence = QString(button->text()).simplified() == entry->toolTip().simplified();
    QVERIFY2(button->text() == entry->text() || (sentence && !entry->toolTip().isEmpty()), qPrintable(button->text()));
  }
  clickPage("data");
  QApplication::clipboard()->clear();
  QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("softmax-attention@1.3b")));
  clickPage("answer");
  QApplication::clipboard()->clear();
  QTest::keyClick(m_window.get(), Qt::Key_Y, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(!QApplication::clipboard()->text().isEmpty());
  clickPage("trade-off");
  QVERIFY(!page()->findChild<QPushButton*>(QStringLiteral("missingStep"))->isVisible());
  QVERIFY(!action("missingStepAction")->isEnabled()); // nothing is missing
}

void TestWindowRules::keysOfAMenuAreUnique_data() {
  QTest::addColumn<QString>("language");
  for (const Language& each : languages())
    QTest::newRow(qPrintable(each.id)) << each.id;
}

/// Of entries that are never seen at once, too: pages come and go.
void TestWindowRules::keysOfAMenuAreUnique() {
  QFETCH(QString, language);
  m_window->setLanguageId(language);
  m_window->setResearch(true);
  int menus = 0, keys = 0;
  const std::function<void(const QString&, const QList<QAction*>&)> look = [&](const QString& title,
                                                                               const QList<QAction*>& entries) {
    ++menus;
    QHash<QChar, QString> owners;
    for (QAction* each : entries) {
      const QString text = QString(each->text()).remove(QStringLiteral("&&"));
      if (const qsizetype at = text.indexOf(QLatin1Char('&')); at >= 0) {
        const QChar key = text[at + 1].toUpper();
        QVERIFY2(!owners.contains(key),
                 qPrintable(title + QStringLiteral(": ") + owners[key] + QStringLiteral(" / ") + text));
        owners[key] = text;
        ++keys;
      }
      if (each->menu())
        look(each->text(), each->menu()->actions());
    }
  };
  look(QStringLiteral("menu bar"), m_window->menuBar()->actions());
  m_window->setLanguageId(QStringLiteral("en"));
  QVERIFY2(menus >= 9 && keys >= 50, qPrintable(QStringLiteral("%1 menus, %2 keys").arg(menus).arg(keys)));
}

void TestWindowRules::shortcutsAreUnique() {
  QHash<QString, QString> owners;
  for (QAction* each : m_window->findChildren<QAction*>())
    for (const QKeySequence& keys : each->shortcuts()) {
      if (each->shortcutContext() == Qt::WidgetShortcut || keys.isEmpty())
        continue;
      const QString key = keys.toString();
      QVERIFY2(!owners.contains(key),
               qPrintable(QStringLiteral("%1: %2 and %3").arg(key, owners.value(key), each->text())));
      owners.insert(key, each->text());
    }
}

PARETO_TEST(TestWindowRules)
#include "tst_window_rules.moc"
