// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/session/study_session.h"
#include "ui/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QPointer>
#include <QProgressBar>
#include <QSettings>
#include <QToolBar>
#include <QToolButton>

#include <memory>
#include <optional>

namespace pareto::ui {

class AddModelDialog;
class ArchitectureCard;
class BottomSheet;
class ComparePanel;
class CompareRail;
class DecidePanel;
class DockWidths;
class DropOverlay;
class ExportActions;
class HelpPage;
class ModelStrip;
class OwnTextDialog;
class Page;
class PageTabs;
class RecoveryBar;
class ResultImporter;
class SessionKeeper;
class WorkloadStrip;

/// The window: one study, two levels (Decision, Research), one tab a question.
class MainWindow : public QMainWindow {
  Q_OBJECT

public:
  MainWindow(StudySession& session, std::unique_ptr<QSettings> settings);
  ~MainWindow() override;

  void setResearch(bool research);
  bool isResearch() const { return m_session.view().isResearch(); }
  /// Writes one PNG of the window a tab; the files' paths.
  QStringList saveScreenshots(const QString& folder);
  /// A study, a configuration or a checkpoint by its path; what it is decides.
  void openPath(const QString& path);
  /// What every page exports.
  QList<ChartSpec> charts() const;
  void setLanguageId(const QString& id);
  void setThemeChoice(Theme theme);
  /// Offers the session a crash left behind, if `keeper` has found one; `keeper` is destroyed after this window.
  void keepSession(SessionKeeper& keeper);

protected:
  void changeEvent(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  // main_window.cpp
  void buildUi();
  void buildDocks();
  void buildStatusBar();
  void connectSignals();
  void retranslateUi();
  void restoreState();
  void saveState();
  void refreshTitle();
  void refreshTabs();
  void tabChanged();
  void refreshExports();
  void refreshProgress();
  void refreshRunning();
  void refreshMachine();
  void refreshRail();
  void showNotice(const QString& sentence);
  void collapseDocks();
  void usePanelsBelow(bool below);
  void togglePanel(QWidget* panel, QDockWidget* dock);
  void showPanel(QWidget* panel, QDockWidget* dock);
  void refreshPanelActions();
  void present(bool presenting);
  void measureCombos() const;
  /// Of the tab on top; nothing where that is no chart.
  std::optional<ChartSpec> currentChart() const;

  // main_window_documents.cpp
  QString dropSentence(const QString& path, qsizetype files) const;
  void chooseResults();
  void importResults(const QString& path);
  void connectImporter();
  void composeModel();
  void lineariseModel();

  // main_window_actions.cpp
  void buildActions();
  void buildLevels();
  void buildToolBar();
  void buildMenus();
  void connectUndo();
  void retranslateActions();
  void retranslateMenus();
  QAction* action(const char* name, const QKeySequence& shortcut);
  void newStudy();
  void openStudy();
  bool save();
  bool saveAs();
  bool mayDiscard();
  void remember(const QString& file);
  void refreshRecent();
  AddModelDialog* showAddDialog(QPointer<AddModelDialog>& dialog);
  void addModel();
  void addPageModel(Page* page);
  void measureOwnText();
  void exportAnswer();
  void exportNotes();
  void exportCharts();
  void showHelp();
  void showAbout();

  StudySession& m_session;
  std::unique_ptr<QSettings> m_settings;

  QHash<QString, QAction*> m_actions;
  QActionGroup *m_levels = nullptr, *m_languages = nullptr, *m_themes = nullptr;
  QToolBar* m_toolBar = nullptr;
  QProgressBar* m_progress = nullptr;
  QMenu *m_fileMenu = nullptr, *m_editMenu = nullptr, *m_recentMenu = nullptr, *m_runMenu = nullptr,
        *m_viewMenu = nullptr, *m_languageMenu = nullptr, *m_themeMenu = nullptr, *m_exportMenu = nullptr,
        *m_helpMenu = nullptr;
  PageTabs* m_tabs = nullptr;
  WorkloadStrip* m_workload = nullptr;
  ModelStrip* m_strip = nullptr;
  ComparePanel* m_compare = nullptr;
  CompareRail* m_rail = nullptr; ///< in its place while it is closed
  DecidePanel* m_decide = nullptr;
  ArchitectureCard* m_card = nullptr;
  HelpPage* m_help = nullptr;
  OwnTextDialog* m_ownText = nullptr;
  QPointer<AddModelDialog> m_addModel, m_addPageModel;
  QPointer<Page> m_asking; ///< waits for a model
  RecoveryBar* m_recovery = nullptr;
  ResultImporter* m_importer = nullptr;
  DropOverlay* m_dropOverlay = nullptr;
  ExportActions* m_exports = nullptr;
  QDockWidget *m_compareDock = nullptr, *m_decideDock = nullptr, *m_cardDock = nullptr;
  DockWidths* m_dockWidths = nullptr;
  BottomSheet* m_sheet = nullptr;       ///< in place of the right docks where the window is narrow
  QToolButton* m_sheetButton = nullptr; ///< opens it
  QAction* m_whyNoExport = nullptr;     ///< in the export menu while there is nothing to export: why
  QLabel *m_machine = nullptr, *m_notice = nullptr;
  bool m_collapsed = false;       ///< the right docks are a sheet for want of room, and come back with it
  QList<QPointer<QWidget>> m_put; ///< away while presenting
};

} // namespace pareto::ui
