// SPDX-License-Identifier: GPL-3.0-or-later
// The window with a session of its own and a script for an engine: what every test of the window starts from.
#pragma once

#include "tests/support/fake_engine.h"
#include "tests/support/full_study.h"
#include "tests/ui/patience.h"
#include "ui/main_window.h"
#include "ui/pages/chart_page.h"
#include "ui/pages/page_tabs.h"

#include <QComboBox>
#include <QSettings>
#include <QSlider>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace pareto::test {

class WindowTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void init(); ///< the Quick look with every cell measured; its engine measures one more cell and then goes on for ever
  void cleanup();

protected:
  /// Opens the window anew, in the folder as it is. `measured`: a store with every cell of the Quick look is put there
  /// where none is.
  void build(const QString& engineBody, bool measured = true);
  QString storePath() const { return m_folder->filePath(QStringLiteral("data/quick-look.sqlite")); }
  /// With everything that changed built into the panels.
  template <class T>
  T* child(const char* name) const {
    settlePanels();
    return m_window->findChild<T*>(QLatin1String(name));
  }
  void settlePanels() const;
  QAction* action(const char* name) const { return m_window->findChild<QAction*>(QLatin1String(name)); }
  ui::PageTabs* tabs() const { return child<ui::PageTabs>("tabs"); }
  QString tabText() const { return tabs()->tabText(tabs()->currentIndex()); }
  ui::Page* page() const; ///< on top, with everything that changed built in, in the panels, too
  ui::ChartPage* chart() const { return qobject_cast<ui::ChartPage*>(page()); }
  void clickTab(int index) const {
    QTest::mouseClick(tabs()->tabBar(), Qt::LeftButton, {}, tabs()->tabBar()->tabRect(index).center());
  }
  void clickPage(const char* id) const;           ///< of the list of pages
  void choose(QComboBox* combo, int index) const; ///< by the keyboard
  /// Where the handle of a slider is at a value: there one presses, moves to and lets go.
  static QPoint handleOf(const QSlider* slider, int value);

  int m_rounds = 1; ///< in which each cell of the Quick look was measured
  int m_openPatience =
      kPatience; ///< milliseconds for models: here they are opened before anything goes on, unless a test is about that
  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<ui::StudySession> m_session;
  std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace pareto::test
