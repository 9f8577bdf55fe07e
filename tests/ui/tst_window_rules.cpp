// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every text, control and action of the window.
#include "tests/ui/window_test.h"
#include "ui/language.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QRegularExpression>
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
  QString translate(const char*, const char* text, const char*, int) const override { return QStringLiteral("¤") + QString::fromUtf8(text); }
};

} // namespace

class TestWindowRules : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void languageChangesEveryText();
  void theme();
  void everyControlHasAName();
  void everyActionHasAShortcutAndAMenu();
  void shortcutsAreUnique();
};

void TestWindowRules::languageChangesEveryText() {
  MarkingTranslator marking;
  QApplication::installTranslator(&marking);
  QApplication::processEvents();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // replaced legends are on their way out
  const auto marked = [](const QString& text) { return text.isEmpty() || text.contains(QStringLiteral("¤")) || !text.contains(QRegularExpression(QStringLiteral("[A-Za-z]{3}"))); };
  const QStringList fixed{QStringLiteral("AMD"), QStringLiteral("English"), QStringLiteral("1.3 B")};
  QStringList missed;
  for (QWidget* widget : m_window->findChildren<QWidget*>()) {
    const QString owner = widget->objectName();
    if (owner.startsWith(QStringLiteral("qt_")) || owner.startsWith(QStringLiteral("Scroll")) || owner.contains(QLatin1Char('@')))
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
        missed << QStringLiteral("%1 %2: %3").arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), text.left(70));
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

void TestWindowRules::everyControlHasAName() {
  m_window->setResearch(true);
  for (int i = 0; i < tabs()->count(); ++i)
    clickTab(i);
  QStringList nameless;
  for (QWidget* widget : m_window->findChildren<QWidget*>()) {
    if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isEnabled() || widget->objectName().startsWith(QStringLiteral("qt_")))
      continue;
    const auto* area = qobject_cast<QAbstractScrollArea*>(widget->parentWidget());
    if (widget->window() != m_window.get() || widget->focusProxy() || (area && area->viewport() == widget))
      continue; // lists of combo boxes, and inner parts of a control that has the name
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
    if (!accessible || accessible->text(QAccessible::Name).isEmpty())
      nameless << QStringLiteral("%1 %2 in %3").arg(QLatin1String(widget->metaObject()->className()), widget->objectName(), QLatin1String(widget->parentWidget()->metaObject()->className()));
  }
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
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

void TestWindowRules::shortcutsAreUnique() {
  QHash<QString, QString> owners;
  for (QAction* each : m_window->findChildren<QAction*>())
    for (const QKeySequence& keys : each->shortcuts()) {
      if (each->shortcutContext() == Qt::WidgetShortcut || keys.isEmpty())
        continue;
      const QString key = keys.toString();
      QVERIFY2(!owners.contains(key), qPrintable(QStringLiteral("%1: %2 and %3").arg(key, owners.value(key), each->text())));
      owners.insert(key, each->text());
    }
}

QTEST_MAIN(TestWindowRules)
#include "tst_window_rules.moc"
