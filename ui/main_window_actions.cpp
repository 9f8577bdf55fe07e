// SPDX-License-Identifier: GPL-3.0-or-later
// Actions, menus, tool bar, documents: everything a person can ask of the window by name.
#include "core/platform/files.h"
#include "ui/export/export_actions.h"
#include "ui/export/export_dialog.h"
#include "ui/help_page.h"
#include "ui/main_window.h"
#include "ui/pages/page.h"
#include "ui/pages/page_tabs.h"
#include "ui/panels/add_model_dialog.h"
#include "ui/panels/architecture_card.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/decide_panel.h"
#include "ui/panels/model_strip.h"
#include "ui/panels/own_text_dialog.h"
#include "ui/panels/progress_line.h"
#include "ui/words/core_text.h"
#include "ui/words/language.h"

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QStandardPaths>
#include <QStatusBar>
#include <QToolButton>

namespace pareto::ui {

namespace {

constexpr int kMostRecent = 10;
const QString kRecent = QStringLiteral("recent");

QIcon icon(const char* name) { return QIcon(QStringLiteral(":/icons/%1.svg").arg(QLatin1String(name))); }

} // namespace

QAction* MainWindow::action(const char* name, const QKeySequence& shortcut) {
  auto* made = new QAction(this);
  made->setObjectName(QLatin1String(name));
  made->setShortcut(shortcut);
  addAction(made);
  m_actions.insert(QLatin1String(name), made);
  return made;
}

void MainWindow::buildActions() {
  const auto does = [this](const char* name, const QKeySequence& keys, auto slot) {
    connect(action(name, keys), &QAction::triggered, this, slot);
  };
  does("new", QKeySequence::New, &MainWindow::newStudy);
  does("open", QKeySequence::Open, &MainWindow::openStudy);
  does("save", QKeySequence::Save, &MainWindow::save);
  does("saveAs", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), &MainWindow::saveAs);
  does("quickLook", QKeySequence(Qt::CTRL | Qt::Key_L), [this] {
    if (mayDiscard())
      m_session.openQuickLook();
  });
  does("hybridRatios", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), [this] {
    if (mayDiscard())
      m_session.openHybridRatios();
  });
  does("undo", QKeySequence::Undo, [this] { m_session.document().undoStack().undo(); });
  does("redo", QKeySequence::Redo, [this] { m_session.document().undoStack().redo(); });
  m_actions.value(QStringLiteral("redo"))
      ->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
                      QKeySequence(Qt::CTRL | Qt::Key_Y)}); // systems know one or the other
  connectUndo();
  does("addModel", QKeySequence(Qt::CTRL | Qt::Key_M), &MainWindow::addModel);
  does("composeModel", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M), &MainWindow::composeModel);
  does("lineariseModel", QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_M), &MainWindow::lineariseModel);
  does("importResults", QKeySequence(Qt::CTRL | Qt::Key_I), &MainWindow::chooseResults);
  does("quit", QKeySequence(Qt::CTRL | Qt::Key_Q), &QWidget::close);
  does("run", QKeySequence(Qt::Key_F5), [this] { m_session.run(); });
  does("stop", QKeySequence(Qt::SHIFT | Qt::Key_F5), [this] { m_session.runs().stop(); });
  does("ownText", QKeySequence(Qt::CTRL | Qt::Key_T), &MainWindow::measureOwnText);
  does("search", QKeySequence::Find, [this] {
    m_compareDock->show();
    m_compare->focusSearch();
  });
  does("decidePanel", QKeySequence(Qt::Key_F10), [this] { togglePanel(m_decide, m_decideDock); });
  does("cardPanel", QKeySequence(Qt::Key_F11), [this] { togglePanel(m_card, m_cardDock); });
  for (const char* name : {"decidePanel", "cardPanel"})
    m_actions.value(QLatin1String(name))->setCheckable(true);
  does("exportSheet", QKeySequence::Print, &MainWindow::exportAnswer);
  does("exportNotes", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T), &MainWindow::exportNotes);
  does("exportAll", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), &MainWindow::exportCharts);
  QAction* presents = action("present", QKeySequence(Qt::CTRL | Qt::Key_F5));
  presents->setCheckable(true);
  connect(presents, &QAction::toggled, this, &MainWindow::present);
  does("help", QKeySequence::HelpContents, &MainWindow::showHelp);
  does("about", QKeySequence(Qt::SHIFT | Qt::Key_F1), &MainWindow::showAbout);
  buildLevels();
  addActions(m_tabs->pageActions());
  addActions(m_tabs->chartActions()); // without the menu bar, too
  for (const char* name : {"new", "open", "save", "run", "stop", "undo"})
    m_actions.value(QLatin1String(name))->setIcon(icon(name));
}

void MainWindow::buildLevels() {
  m_levels = new QActionGroup(this);
  for (QAction* level : {action("decision", QKeySequence(Qt::CTRL | Qt::Key_1)),
                         action("research", QKeySequence(Qt::CTRL | Qt::Key_2))}) {
    level->setCheckable(true);
    m_levels->addAction(level);
  }
  connect(m_levels, &QActionGroup::triggered, this,
          [this](QAction* level) { setResearch(level->objectName() == QStringLiteral("research")); });
}

void MainWindow::connectUndo() {
  const QUndoStack& stack = m_session.document().undoStack();
  m_actions.value(QStringLiteral("undo"))->setEnabled(stack.canUndo());
  m_actions.value(QStringLiteral("redo"))->setEnabled(stack.canRedo());
  connect(&stack, &QUndoStack::canUndoChanged, m_actions.value(QStringLiteral("undo")), &QAction::setEnabled);
  connect(&stack, &QUndoStack::canRedoChanged, m_actions.value(QStringLiteral("redo")), &QAction::setEnabled);
}

void MainWindow::buildToolBar() {
  m_toolBar = addToolBar(QString());
  m_toolBar->setObjectName(QStringLiteral("toolBar"));
  m_toolBar->setMovable(false);
  m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
  m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_toolBar->setIconSize({18, 18});
  for (const char* name : {"new", "open", "save", "undo"})
    m_toolBar->addAction(m_actions.value(QLatin1String(name)));
  if (auto* undo = qobject_cast<QToolButton*>(m_toolBar->widgetForAction(m_actions.value(QStringLiteral("undo")))))
    undo->setToolButtonStyle(Qt::ToolButtonIconOnly); // the row is full at the smallest width
  m_toolBar->addSeparator();
  m_toolBar->addAction(m_actions.value(QStringLiteral("run")));
  m_toolBar->addAction(m_actions.value(QStringLiteral("stop")));
  m_progress = new ProgressLine(this);
  m_progress->setObjectName(QStringLiteral("progress"));
  m_progress->setMinimumWidth(180);
  m_progress->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_toolBar->addWidget(m_progress);
  m_toolBar->addSeparator();
  m_toolBar->addAction(m_actions.value(QStringLiteral("decision")));
  m_toolBar->addAction(m_actions.value(QStringLiteral("research")));
  m_toolBar->addSeparator();
  m_exportMenu = new QMenu(this);
  m_exports = new ExportActions([this] { return currentChart().value_or(ChartSpec()); }, this, this);
  m_whyNoExport = new QAction(this);
  m_whyNoExport->setObjectName(QStringLiteral("whyNoExport"));
  m_whyNoExport->setSeparator(true); // with words: there is nothing to choose
  m_whyNoExport->setEnabled(false);
  m_exportMenu->addAction(m_whyNoExport);
  m_exportMenu->addActions(m_exports->actions());
  static constexpr Qt::Key kKeys[] = {Qt::Key_P, Qt::Key_V, Qt::Key_F,
                                      Qt::Key_X}; // PNG, SVG, PDF, CSV; copying and the dialog have theirs
  for (int i = 0; i < 4; ++i)
    m_exports->actions()[i + 1]->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | kKeys[i]));
  connect(m_exports, &ExportActions::done, this, &MainWindow::showNotice);
  connect(m_exports, &ExportActions::failed, this, &MainWindow::showNotice);
  m_exportMenu->addSeparator();
  m_exportMenu->addAction(m_actions.value(QStringLiteral("exportSheet")));
  m_exportMenu->addAction(m_actions.value(QStringLiteral("exportNotes")));
  m_exportMenu->addAction(m_actions.value(QStringLiteral("exportAll")));
  auto* button = new QToolButton(this);
  button->setObjectName(QStringLiteral("exportButton"));
  button->setMenu(m_exportMenu);
  button->setPopupMode(QToolButton::InstantPopup);
  m_toolBar->addWidget(button);
  for (QToolButton* each : m_toolBar->findChildren<QToolButton*>())
    each->setFocusPolicy(Qt::TabFocus);
}

void MainWindow::buildMenus() {
  const auto fill = [this](QMenu* menu, std::initializer_list<const char*> names) {
    for (const char* name : names)
      if (QLatin1String(name) == QLatin1String("-"))
        menu->addSeparator();
      else
        menu->addAction(m_actions.value(QLatin1String(name)));
  };
  m_fileMenu = menuBar()->addMenu(QString());
  fill(m_fileMenu, {"new", "quickLook", "hybridRatios", "open"});
  m_recentMenu = m_fileMenu->addMenu(QString());
  fill(m_fileMenu, {"save", "saveAs", "-", "addModel", "composeModel", "lineariseModel", "importResults", "-"});
  fill(m_fileMenu, {"quit"});
  m_editMenu = menuBar()->addMenu(QString());
  fill(m_editMenu, {"undo", "redo"});
  m_runMenu = menuBar()->addMenu(QString());
  fill(m_runMenu, {"run", "stop", "-", "ownText"});
  m_runMenu->addActions(m_tabs->ownActions());
  m_viewMenu = menuBar()->addMenu(QString());
  fill(m_viewMenu, {"decision", "research", "-"});
  m_viewMenu->addActions(m_tabs->pageActions());
  m_viewMenu->addSeparator();
  m_viewMenu->addActions(m_tabs->chartActions());
  fill(m_viewMenu, {"-", "search", "present"});
  m_viewMenu->addAction(m_compareDock->toggleViewAction());
  m_compareDock->toggleViewAction()->setShortcut(QKeySequence(Qt::Key_F9));
  fill(m_viewMenu, {"decidePanel", "cardPanel"});
  m_viewMenu->addSeparator();
  m_languageMenu = m_viewMenu->addMenu(QString());
  m_languages = new QActionGroup(this);
  for (const Language& language : languages()) {
    QAction* choice = m_languages->addAction(m_languageMenu->addAction(language.name)); // each in its own tongue
    choice->setCheckable(true);
    choice->setData(language.id);
    choice->setShortcut(
        QKeySequence(Qt::CTRL | Qt::ALT | (language.id == QStringLiteral("ja") ? Qt::Key_J : Qt::Key_E)));
  }
  connect(m_languages, &QActionGroup::triggered, this,
          [this](QAction* choice) { setLanguageId(choice->data().toString()); });
  m_themeMenu = m_viewMenu->addMenu(QString());
  m_themes = new QActionGroup(this);
  const std::pair<Theme, Qt::Key> themes[] = {
      {Theme::System, Qt::Key_0}, {Theme::Light, Qt::Key_9}, {Theme::Dark, Qt::Key_8}};
  for (const auto& [theme, key] : themes) {
    QAction* choice = m_themes->addAction(m_themeMenu->addAction(QString()));
    choice->setCheckable(true);
    choice->setData(static_cast<int>(theme));
    choice->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | key));
  }
  connect(m_themes, &QActionGroup::triggered, this,
          [this](QAction* choice) { setThemeChoice(static_cast<Theme>(choice->data().toInt())); });
  menuBar()->addMenu(m_exportMenu);
  m_helpMenu = menuBar()->addMenu(QString());
  fill(m_helpMenu, {"help", "about"});
}

void MainWindow::retranslateActions() {
  const std::pair<const char*, std::pair<QString, QString>> texts[] = {
      {"new", {tr("&New"), tr("Start a new study")}},
      {"open", {tr("&Open…"), tr("Open a study; its results are shown at once")}},
      {"save", {tr("&Save"), tr("Save the study; its results stay beside it")}},
      {"saveAs", {tr("Save &as…"), tr("Save the study under another name")}},
      {"quickLook", {tr("Quick &look"), tr("The study of the first start")}},
      {"hybridRatios",
       {tr("&Hybrid ratios"),
        tr("How much full attention a stack needs: published recall against the wait measured here")}},
      {"undo", {tr("&Undo"), tr("Take back the last change of the study")}},
      {"redo", {tr("&Redo"), tr("Make the change again that was taken back")}},
      {"addModel",
       {tr("Add &model…"),
        tr("Models found on this computer, a GGUF file, a config.json, a checkpoint folder or a blueprint")}},
      {"composeModel", {tr("&Compose a stack…"), tr("Blocks row by row, saved as a blueprint and added")}},
      {"lineariseModel", {tr("Linearise a checkpoin&t…"), tr("Linear mixers in place of attention, not trained")}},
      {"importResults",
       {tr("&Import results…"), tr("Results of llama-bench, vLLM, AIPerf, GuideLLM, or of this program elsewhere")}},
      {"quit", {tr("&Quit"), tr("Close the window")}},
      {"run", {tr("&Run"), tr("Measure everything that is ticked on this machine")}},
      {"stop", {tr("&Stop"), tr("Stop at once; what is measured is kept")}},
      {"ownText",
       {tr("Measure on my te&xt…"), tr("Bits per byte and look-ups of the checkpoints on a text of your own")}},
      {"search", {tr("&Find architecture"), tr("Go to the search field")}},
      {"present", {tr("&Presentation"), tr("The sentence, the chart and the workload alone")}},
      {"decidePanel", {tr("D&ecide"), tr("Baseline, limits, verdict and shortlist")}},
      {"cardPanel", {tr("Arch&itecture"), tr("What the selected architecture is, promises and costs")}},
      {"exportSheet", {tr("ANSWER as one &sheet (A4)…"), tr("All of ANSWER on one sheet of paper, as PDF")}},
      {"exportNotes",
       {tr("Phrases and plan as &text…"),
        tr("What to say in a meeting, and the plan from a pilot to a full roll-out")}},
      {"exportAll", {tr("Export &all charts…"), tr("PNG, SVG, PDF and CSV of every chart")}},
      {"decision", {tr("&Decision"), tr("Four architectures, the essential charts")}},
      {"research", {tr("&Research"), tr("Every architecture, every tab")}},
      {"help", {tr("&How to read the plots"), tr("What the plots, marks and metrics mean")}},
      {"about", {tr("&About Paretoscope"), tr("Version and licences")}}};
  for (const auto& [name, text] : texts) {
    QAction* each = m_actions.value(QLatin1String(name));
    each->setText(text.first);
    each->setIconText(withoutKey(text.first)); // Qt would leave "(N)" in the tool bar
    const QString keys = each->shortcut().toString(QKeySequence::NativeText);
    each->setToolTip(keys.isEmpty() ? text.second : tr("%1 (%2)").arg(text.second, keys));
    each->setStatusTip(text.second);
  }
}

void MainWindow::retranslateMenus() {
  m_exports->retranslate();
  m_fileMenu->setTitle(tr("&File"));
  m_recentMenu->setTitle(tr("Open &recent"));
  m_editMenu->setTitle(tr("E&dit"));
  m_runMenu->setTitle(tr("&Run"));
  m_viewMenu->setTitle(tr("&View"));
  m_languageMenu->setTitle(tr("&Language"));
  m_themeMenu->setTitle(tr("T&heme"));
  m_exportMenu->setTitle(tr("&Export"));
  m_helpMenu->setTitle(tr("&Help"));
  const QString themes[] = {tr("&System"), tr("&Light"), tr("&Dark")};
  for (int i = 0; i < 3; ++i)
    m_themes->actions()[i]->setText(themes[i]);
  m_toolBar->setWindowTitle(tr("Tools"));
  auto* exporter = m_toolBar->findChild<QToolButton*>(QStringLiteral("exportButton"));
  exporter->setText(tr("Export"));
  exporter->setToolTip(tr("Copy or save charts and data"));
  for (QToolButton* each : m_toolBar->findChildren<QToolButton*>())
    each->setAccessibleName(QString(each->text()).remove(QLatin1Char('&')));
  for (QAction* choice : m_languages->actions())
    choice->setChecked(choice->data().toString() == currentLanguage());
}

void MainWindow::setLanguageId(const QString& id) {
  setLanguage(id); // every widget gets LanguageChange
  m_settings->setValue(QStringLiteral("window/language"), currentLanguage());
}

void MainWindow::setThemeChoice(Theme theme) {
  m_session.view().setTheme(theme);
  setTheme(theme);
  for (QAction* choice : m_themes->actions())
    choice->setChecked(choice->data().toInt() == static_cast<int>(theme));
}

bool MainWindow::mayDiscard() {
  const bool running = m_session.runs().isRunning();
  if (!running && !m_session.document().isDirty())
    return true;
  QMessageBox box(QMessageBox::Question, tr("Paretoscope"), {}, QMessageBox::NoButton, this);
  box.setText(running ? tr("A measurement is running. Stop it?") : tr("The study has changes that are not saved."));
  box.setInformativeText(running ? tr("What is measured so far is kept.") : QString());
  QAbstractButton* save = m_session.document().isDirty()
                              ? box.addButton(running ? tr("Stop and &save") : tr("&Save"), QMessageBox::AcceptRole)
                              : nullptr;
  QAbstractButton* go = box.addButton(running ? tr("S&top") : tr("&Do not save"), QMessageBox::DestructiveRole);
  box.addButton(tr("&Cancel"), QMessageBox::RejectRole);
  box.exec();
  if (save && box.clickedButton() == save)
    return this->save();
  return box.clickedButton() == go;
}

void MainWindow::newStudy() {
  if (mayDiscard())
    m_session.newStudy();
}

void MainWindow::openStudy() {
  const QString file =
      QFileDialog::getOpenFileName(this, tr("Open study"), m_session.document().filePath(),
                                   tr("Studies and configurations (*.json *.safetensors);;All files (*)"));
  if (!file.isEmpty())
    openPath(file);
}

bool MainWindow::save() {
  if (m_session.document().filePath().isEmpty())
    return saveAs();
  const Status saved = m_session.save(m_session.document().filePath());
  if (!saved)
    showNotice(QString::fromStdString(saved.error().message));
  return saved.has_value();
}

bool MainWindow::saveAs() {
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  const QString proposed = m_session.document().filePath().isEmpty()
                               ? QDir(folder).filePath(m_session.document().title() + QStringLiteral(".json"))
                               : m_session.document().filePath();
  QString file = QFileDialog::getSaveFileName(this, tr("Save study"), proposed, tr("Studies (*.json)"));
  if (file.isEmpty())
    return false;
  if (QFileInfo(file).suffix().isEmpty())
    file += QStringLiteral(".json");
  const Status saved = m_session.save(file);
  if (!saved)
    showNotice(QString::fromStdString(saved.error().message));
  else
    remember(file);
  return saved.has_value();
}

void MainWindow::remember(const QString& file) {
  QStringList recent = m_settings->value(kRecent).toStringList();
  const QString path = QFileInfo(file).absoluteFilePath();
  recent.removeAll(path);
  recent.prepend(path);
  m_settings->setValue(kRecent, QStringList(recent.mid(0, kMostRecent)));
  refreshRecent();
}

void MainWindow::refreshRecent() {
  m_recentMenu->clear();
  for (const QString& file : m_settings->value(kRecent).toStringList())
    if (QFileInfo::exists(file))
      connect(m_recentMenu->addAction(QDir::toNativeSeparators(file)), &QAction::triggered, this,
              [this, file] { openPath(file); });
  m_recentMenu->setEnabled(!m_recentMenu->isEmpty());
}

/// One of a kind: one that went on fetching behind the scenes is shown again.
AddModelDialog* MainWindow::showAddDialog(QPointer<AddModelDialog>& dialog) {
  const bool isNew = !dialog;
  if (isNew) {
    dialog = new AddModelDialog(default_model_folders(), {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddModelDialog::fetchedUnseen, this, &MainWindow::showNotice);
  }
  dialog->open();
  return isNew ? dialog.data() : nullptr;
}

void MainWindow::addModel() {
  AddModelDialog* dialog = showAddDialog(m_addModel);
  if (!dialog)
    return;
  connect(dialog, &AddModelDialog::modelChosen, this, [this](const QString& path) {
    m_session.document().addModel(path.toStdString());
    m_session.view().select(path.toStdString());
    const QString name = QFileInfo(path).completeBaseName();
    showNotice(!m_session.results().evidence().is_compared(path.toStdString()) &&
                       m_session.results().evidence().facts(path.toStdString()).opened()
                   ? tr("%1 is part of the study now, but of another size: choose it as the baseline to compare models "
                        "of its size.")
                         .arg(name)
               : m_session.runs().isRunning() ? tr("%1 is part of the study now, and is measured next.").arg(name)
                                              : tr("%1 is part of the study now: press Run to measure it.").arg(name));
  });
  connect(dialog, &AddModelDialog::pathChosen, this, &MainWindow::openPath);
}

/// For whatever page asked last; the dialog is one of a kind.
void MainWindow::addPageModel(Page* page) {
  m_asking = page;
  AddModelDialog* dialog = showAddDialog(m_addPageModel);
  if (!dialog)
    return;
  for (const auto signal : {&AddModelDialog::modelChosen, &AddModelDialog::pathChosen})
    connect(dialog, signal, this, [this](const QString& path) {
      if (m_asking)
        m_asking->offerModel(path);
    });
}

void MainWindow::measureOwnText() {
  if (!m_ownText) {
    m_ownText = new OwnTextDialog(m_session, this);
    connect(m_ownText, &QDialog::accepted, this,
            [this] { m_tabs->showPage(QLatin1String(kTradeOffPage)); }); // "Show on TRADE-OFF"
  }
  m_ownText->show();
  m_ownText->raise();
}

void MainWindow::exportAnswer() {
  const std::optional<SheetSpec> sheet = m_tabs->sheet();
  if (!sheet)
    return;
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  QString path = QFileDialog::getSaveFileName(this, tr("ANSWER as one sheet"),
                                              QDir(folder).filePath(sheet->id + QStringLiteral(".pdf")),
                                              exportFilter(ExportFormat::Pdf));
  if (path.isEmpty())
    return;
  if (QFileInfo(path).suffix().isEmpty())
    path += QStringLiteral(".pdf");
  const Status written = exportSheet(*sheet, path);
  showNotice(written ? tr("Saved as %1.").arg(QDir::toNativeSeparators(path))
                     : QString::fromStdString(written.error().message));
}

void MainWindow::exportNotes() {
  const std::optional<QString> notes = m_tabs->notes();
  if (!notes)
    return;
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  QString path = QFileDialog::getSaveFileName(this, tr("Phrases and plan"),
                                              QDir(folder).filePath(QStringLiteral("phrases.txt")), tr("Text (*.txt)"));
  if (path.isEmpty())
    return;
  if (QFileInfo(path).suffix().isEmpty())
    path += QStringLiteral(".txt");
  const Status written = replace_file(path.toStdString(), notes->toStdString());
  showNotice(written ? tr("Saved as %1.").arg(QDir::toNativeSeparators(path))
                     : QString::fromStdString(written.error().message));
}

void MainWindow::exportCharts() {
  const QString folder = QFileDialog::getExistingDirectory(
      this, tr("Export all charts into"), QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
  if (folder.isEmpty())
    return;
  const auto written = exportAll(charts(), folder);
  showNotice(written ? tr("%1 files written to %2.").arg(written->size()).arg(QDir::toNativeSeparators(folder))
                     : QString::fromStdString(written.error().message));
}

void MainWindow::showHelp() {
  if (!m_help)
    m_help = new HelpPage(m_session, this);
  m_help->show();
  m_help->raise();
}

void MainWindow::showAbout() {
  QMessageBox::about(
      this, tr("About Paretoscope"),
      tr("Paretoscope %1\n\nWhat each language-model architecture costs and gives, measured live on this machine.\n\n"
         "Free software under the GNU General Public License, version 3 or later. Built with Qt and Qt Charts (GPL 3), "
         "Eigen (MPL 2), Highway (Apache 2), "
         "nlohmann-json (MIT) and SQLite (public domain).")
          .arg(QApplication::applicationVersion()));
}

} // namespace pareto::ui
