// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/dock_widths.h"
#include "ui/export/export_actions.h"
#include "ui/help_page.h"
#include "ui/pages/page.h"
#include "ui/pages/page_tabs.h"
#include "ui/panels/add_model_dialog.h"
#include "ui/panels/architecture_card.h"
#include "ui/panels/bottom_sheet.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/compare_rail.h"
#include "ui/panels/decide_panel.h"
#include "ui/panels/drop_overlay.h"
#include "ui/panels/model_strip.h"
#include "ui/panels/noise_strip.h"
#include "ui/panels/own_text_dialog.h"
#include "ui/panels/quiet_light.h"
#include "ui/panels/recovery_bar.h"
#include "ui/panels/target_banner.h"
#include "ui/panels/workload_strip.h"
#include "ui/session/follower.h"
#include "ui/word_tips.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/language.h"
#include "ui/words/names.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenuBar>
#include <QSignalBlocker>
#include <QStatusBar>
#include <QTabBar>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

constexpr int kStateVersion = 1;                       ///< raised when docks or tool bars change
constexpr int kRoomForDocks = 1150;                    ///< below it the right docks are a sheet from below
constexpr int kCompareWidth = 270, kDecideWidth = 240; ///< of docks that nobody has drawn wider
constexpr int kCentreWidth = 490;                      ///< a chart is not read narrower: the docks give way first

} // namespace

MainWindow::MainWindow(StudySession& session, std::unique_ptr<QSettings> settings)
    : m_session(session), m_settings(std::move(settings)) {
  setAcceptDrops(true);
  setMinimumSize(900, 600);
  buildUi();
  buildActions();
  buildToolBar();
  buildMenus();
  connectSignals();
  restoreState();
  retranslateUi();
}

/// Docks and the sheet are hidden once more while this is no MainWindow any longer: nobody listens then.
MainWindow::~MainWindow() {
  for (const QWidget* each : std::initializer_list<QWidget*>{m_compareDock, m_decideDock, m_cardDock, m_sheet})
    disconnect(each, nullptr, this, nullptr);
}

void MainWindow::buildUi() {
  auto* centre = new QWidget(this);
  centre->setMinimumWidth(kCentreWidth);
  m_recovery = new RecoveryBar(centre);
  m_strip = new ModelStrip(m_session, centre);
  m_tabs = new PageTabs(centre);
  m_workload = new WorkloadStrip(m_session, centre);
  m_rail = new CompareRail(m_session, centre);
  auto* row = new QHBoxLayout(centre);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(m_rail);
  auto* column = new QVBoxLayout;
  row->addLayout(column, 1);
  column->setSpacing(0);
  column->addWidget(m_recovery);
  column->addWidget(m_strip);
  column->addWidget(new NoiseStrip(m_session, centre));
  column->addWidget(new TargetBanner(m_session, centre));
  column->addWidget(m_tabs, 1);
  column->addWidget(m_workload);
  setCentralWidget(centre);
  m_tabs->addPages(m_session);
  buildDocks();
  buildStatusBar();
  m_dropOverlay = new DropOverlay(this);
  connectImporter();
  QApplication::instance()->installEventFilter(this); // of drags alone: see eventFilter()
  QApplication::instance()->installEventFilter(new WordTips(this));
}

void MainWindow::buildDocks() {
  const auto dock = [this](const char* name, QWidget* inside, Qt::DockWidgetArea area) {
    auto* made = new QDockWidget(this);
    made->setObjectName(QString::fromLatin1(name));
    made->setWidget(inside);
    addDockWidget(area, made);
    connect(made, &QDockWidget::visibilityChanged, inside, [inside](bool seen) { // or behind another's tab
      for (Follower* each : inside->findChildren<Follower*>())
        each->setBehind(!seen);
    });
    return made;
  };
  m_compare = new ComparePanel(m_session);
  m_decide = new DecidePanel(m_session);
  m_card = new ArchitectureCard(m_session);
  m_compareDock = dock("compareDock", m_compare, Qt::LeftDockWidgetArea);
  m_decideDock = dock("decideDock", m_decide, Qt::RightDockWidgetArea);
  m_cardDock = dock("cardDock", m_card, Qt::RightDockWidgetArea);
  tabifyDockWidget(m_decideDock, m_cardDock);
  m_decideDock->raise();
  m_sheet = new BottomSheet(m_tabs);
  m_sheetButton = new QToolButton(m_tabs);
  m_sheetButton->setObjectName(QStringLiteral("openSheet"));
  m_sheetButton->setFocusPolicy(Qt::StrongFocus);
  m_tabs->setCornerWidget(m_sheetButton);
  m_sheetButton->hide();
  connect(m_sheetButton, &QToolButton::clicked, this, [this] { togglePanel(m_decide, m_decideDock); });
  connect(m_sheet, &BottomSheet::changed, this, &MainWindow::refreshPanelActions);
  for (const QDockWidget* each : {m_decideDock, m_cardDock})
    connect(each, &QDockWidget::visibilityChanged, this, &MainWindow::refreshPanelActions);
  m_dockWidths = new DockWidths(*this, {{m_compareDock, kCompareWidth}, {m_decideDock, kDecideWidth}});
}

void MainWindow::buildStatusBar() {
  m_machine = new QLabel(this);
  m_notice = new QLabel(this);
  m_notice->setObjectName(QStringLiteral("notice"));
  m_notice->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_notice->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  statusBar()->addWidget(m_machine);
  auto* light = new QuietLight(m_session, this);
  statusBar()->addWidget(light);
  connect(light, &QuietLight::told, centralWidget()->findChild<NoiseStrip*>(), &NoiseStrip::setMachine);
  statusBar()->addWidget(m_notice, 1);
}

void MainWindow::connectSignals() {
  connect(&m_session, &StudySession::studyChanged, this, &MainWindow::refreshTitle);
  connect(m_tabs, &PageTabs::qualityRequested, this, [this] {
    measureOwnText();
    m_ownText->askForAllPrecisions();
  });
  connect(m_tabs, &PageTabs::notesWanted, this, &MainWindow::exportNotes);
  connect(m_tabs, &PageTabs::chartChanged, this, &MainWindow::refreshExports);
  connect(m_tabs, &PageTabs::modelRequested, this, &MainWindow::addPageModel);
  connect(&m_session, &StudySession::dirtyChanged, this, &MainWindow::refreshTitle);
  connect(&m_session, &StudySession::workChanged, this, &MainWindow::refreshExports); // a race has strips to export
  connect(m_exportMenu, &QMenu::aboutToShow, this, &MainWindow::refreshExports); // what there is changes by every value
  connect(&m_session, &StudySession::runningChanged, this, &MainWindow::refreshRunning);
  connect(&m_session, &StudySession::progressChanged, this, &MainWindow::refreshProgress);
  connect(&m_session, &StudySession::evidenceChanged, this, &MainWindow::refreshMachine);
  connect(&m_session, &StudySession::evidenceChanged, this, [this] {
    if (!m_exports->actions().first()->isEnabled()) // the first values make a chart; a look at each would cost
      refreshExports();
  });
  connect(&m_session, &StudySession::notice, this, &MainWindow::showNotice);
  connect(&m_session, &StudySession::runEnded, this, [this](bool, const QString& error) {
    if (!error.isEmpty())
      showNotice(error);
  });
  connect(m_compare, &ComparePanel::addModelRequested, this, &MainWindow::addModel);
  connect(m_compare, &ComparePanel::cardRequested, this, [this] { showPanel(m_card, m_cardDock); });
  connect(m_compareDock, &QDockWidget::visibilityChanged, this, &MainWindow::refreshRail);
  connect(m_rail, &CompareRail::openRequested, m_compareDock, &QWidget::show);
  connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::tabChanged);
  connect(m_strip, &ModelStrip::failed, this, &MainWindow::showNotice);
}

void MainWindow::retranslateUi() {
  retranslateActions();
  retranslateMenus();
  m_compareDock->setWindowTitle(tr("What to compare"));
  m_decideDock->setWindowTitle(tr("Decide"));
  m_cardDock->setWindowTitle(tr("Architecture"));
  m_sheet->setTitle(m_decide, m_decideDock->windowTitle());
  m_sheet->setTitle(m_card, m_cardDock->windowTitle());
  m_sheet->retranslate();
  m_sheetButton->setText(tr("Decide ▴"));
  m_sheetButton->setAccessibleName(tr("Decide"));
  m_sheetButton->setToolTip(tr("Baseline, limits, verdict and shortlist; the architecture card beside them"));
  m_tabs->setAccessibleName(tr("Charts"));
  m_progress->setAccessibleName(tr("Progress"));
  refreshTabs();
  refreshTitle();
  refreshRunning();
  refreshMachine();
}

void MainWindow::refreshTitle() {
  const QString file = m_session.document().filePath().isEmpty() ? m_session.document().title()
                                                                 : QDir(m_session.document().filePath()).dirName();
  setWindowTitle(tr("%1[*] – Paretoscope").arg(file));
  setWindowModified(m_session.document().isDirty());
}

void MainWindow::tabChanged() {
  m_session.view().setTab(m_tabs->currentId());
  refreshExports();
}

void MainWindow::refreshExports() {
  const bool any = currentChart().has_value();
  for (QAction* each : m_exports->actions())
    each->setEnabled(any);
  m_whyNoExport->setText(m_tabs->whyNoChart());
  m_whyNoExport->setVisible(!any && !m_whyNoExport->text().isEmpty());
}

void MainWindow::refreshTabs() {
  m_tabs->setLevel(isResearch() ? Level::Research : Level::Decision);
  m_tabs->retranslate();
  tabChanged();
}

void MainWindow::setResearch(bool research) {
  m_session.view().setResearch(research);
  m_compare->setResearch(research);
  m_actions.value(QStringLiteral("decision"))->setChecked(!research);
  m_actions.value(QStringLiteral("research"))->setChecked(research);
  refreshTabs();
}

void MainWindow::refreshRunning() {
  const bool running = m_session.runs().isRunning();
  m_actions.value(QStringLiteral("run"))->setVisible(!running);
  m_actions.value(QStringLiteral("stop"))->setVisible(running);
  refreshProgress();
}

void MainWindow::refreshProgress() {
  const protocol::Progress& progress = m_session.runs().progress();
  if (!m_session.runs().isRunning()) {
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
    const auto cut = m_session.results().evidence().cut_short();
    m_progress->setFormat(
        m_session.results().isEmpty() ? tr("Not measured yet: press Run")
        : cut                         ? tr("Stopped early: %1 of %2 cells measured; Run measures all")
                    .arg(QLocale().toString(qulonglong(cut->measured)), QLocale().toString(qulonglong(cut->planned)))
              : tr("Results shown; Run refines them"));
    m_progress->setToolTip(m_progress->format());
  } else if (progress.total == 0) {
    m_progress->setRange(0, 0);
    m_progress->setFormat(tr("Starting …"));
  } else {
    const QLocale locale;
    const bool decode = progress.cell.kind == CellKey::Kind::Decode;
    const QString tokens =
        locale.toString(static_cast<qlonglong>(decode ? progress.cell.context : progress.cell.prompt_tokens));
    const QString model = modelName(m_session.results().evidence(), progress.cell.model);
    const QString name =
        m_session.results().evidence().devices().size() > 1
            ? tr("%1 on %2").arg(model, deviceName(m_session.results().evidence(), progress.cell.device))
            : model;
    const QString what =
        decode ? tr("%1: decode at %2 tokens × %3").arg(name, tokens, locale.toString(progress.cell.batch))
               : tr("%1: prefill of %2 tokens").arg(name, tokens);
    m_progress->setRange(0, progress.total);
    m_progress->setValue(progress.done);
    const QString text = tr("%1 – round %2, %3 left")
                             .arg(what, locale.toString(progress.round + 1), formatDuration(progress.remaining_s));
    m_progress->setFormat(text);
    m_progress->setToolTip(text);
  }
}

void MainWindow::refreshMachine() {
  const Calibration& c = m_session.results().evidence().calibration();
  const QLocale locale;
  if (c.threads > 0)
    m_machine->setText(tr("%1, %2 threads, %3: reads %4 GB/s, %5 GFLOP/s")
                           .arg(QString::fromStdString(c.processor), locale.toString(c.threads),
                                QString::fromStdString(c.instruction_set),
                                locale.toString(c.roofline.bytes_per_s / 1e9, 'f', 1),
                                locale.toString(c.roofline.flops_per_s / 1e9, 'f', 0)));
  else
    m_machine->setText(tr("This machine: calibrated at the first run"));
  refreshProgress();
}

void MainWindow::showNotice(const QString& sentence) {
  m_notice->setText(QStringLiteral("  ") + sentence);
  m_notice->setToolTip(sentence);
}

/// The panel that is put away leaves its marks behind.
void MainWindow::refreshRail() { m_rail->setVisible(m_compareDock->isHidden() && m_put.isEmpty()); }

std::optional<ChartSpec> MainWindow::currentChart() const { return m_tabs->currentChart(); }

QList<ChartSpec> MainWindow::charts() const { return m_tabs->exported(); }

QStringList MainWindow::saveScreenshots(const QString& folder) {
  QStringList files;
  QDir().mkpath(folder);
  for (int i = 0; i < m_tabs->count(); ++i) {
    m_tabs->setCurrentIndex(i);
    QApplication::processEvents();
    const QString file = QDir(folder).filePath(m_tabs->currentId() + QStringLiteral(".png"));
    if (grab().save(file))
      files << file;
  }
  return files;
}

void MainWindow::restoreState() {
  m_settings->beginGroup(QStringLiteral("window"));
  if (!restoreGeometry(m_settings->value(QStringLiteral("geometry")).toByteArray()))
    resize(1280, 800);
  QMainWindow::restoreState(m_settings->value(QStringLiteral("state")).toByteArray(), kStateVersion);
  m_collapsed = m_settings->value(QStringLiteral("collapsed"), false).toBool();
  m_dockWidths->setWidths(m_settings->value(QStringLiteral("docks")).toList());
  const bool research = m_settings->value(QStringLiteral("research"), false).toBool();
  const Theme theme = themeFromString(m_settings->value(QStringLiteral("theme")).toString());
  const QString tab = m_settings->value(QStringLiteral("tab")).toString();
  m_settings->endGroup();
  setResearch(research);
  setThemeChoice(theme);
  refreshRail();
  m_tabs->showPage(tab);
  refreshRecent();
}

void MainWindow::saveState() {
  m_settings->beginGroup(QStringLiteral("window"));
  m_settings->setValue(QStringLiteral("geometry"), saveGeometry());
  m_settings->setValue(QStringLiteral("state"), QMainWindow::saveState(kStateVersion));
  m_settings->setValue(QStringLiteral("collapsed"), m_collapsed);
  m_settings->setValue(QStringLiteral("docks"), m_dockWidths->widths());
  m_settings->setValue(QStringLiteral("research"), isResearch());
  m_settings->setValue(QStringLiteral("theme"), toString(m_session.view().theme()));
  m_settings->setValue(QStringLiteral("language"), currentLanguage());
  m_settings->setValue(QStringLiteral("tab"), m_session.view().tab());
  m_settings->endGroup();
}

/// In a narrow window the page needs the room more: what stands at its right comes from below when it is asked for.
void MainWindow::collapseDocks() {
  const bool narrow = width() < kRoomForDocks;
  if (narrow != m_sheet->isUsed())
    usePanelsBelow(narrow);
  if (narrow == m_collapsed)
    return;
  m_collapsed = narrow;
  for (QDockWidget* dock : {m_cardDock, m_decideDock})
    dock->setVisible(!narrow);
  if (!narrow)
    m_decideDock->raise();
}

/// Panels move between their docks and the sheet.
void MainWindow::usePanelsBelow(bool below) {
  if (!below)
    m_sheet->release();
  for (const auto& [panel, dock] : {std::pair<QWidget*, QDockWidget*>(m_decide, m_decideDock), {m_card, m_cardDock}}) {
    if (!below) {
      dock->setWidget(panel);
      panel->show();
      continue;
    }
    dock->hide();
    m_sheet->take(panel, dock->windowTitle());
    for (Follower* each : panel->findChildren<Follower*>())
      each->setBehind(false); // the dock is hidden; whether the panel is seen is for the sheet to say
  }
  m_sheetButton->setVisible(below);
  refreshPanelActions();
}

void MainWindow::showPanel(QWidget* panel, QDockWidget* dock) {
  if (m_sheet->isUsed())
    return m_sheet->open(panel);
  dock->show();
  dock->raise();
}

void MainWindow::togglePanel(QWidget* panel, QDockWidget* dock) {
  const bool shown = m_sheet->isUsed() ? m_sheet->shows(panel) : !dock->isHidden();
  if (!shown)
    return showPanel(panel, dock);
  m_sheet->isUsed() ? m_sheet->hide() : dock->hide();
}

void MainWindow::refreshPanelActions() {
  for (const auto& [name, panel, dock] :
       {std::tuple<const char*, QWidget*, QDockWidget*>("decidePanel", m_decide, m_decideDock),
        {"cardPanel", m_card, m_cardDock}})
    if (QAction* each = m_actions.value(QLatin1String(name)))
      each->setChecked(m_sheet->isUsed() ? m_sheet->shows(panel) : !dock->isHidden());
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  if (m_put.isEmpty())
    collapseDocks();
  m_dockWidths->keep();
}

/// The sentence, the chart and the workload, nothing else.
void MainWindow::present(bool presenting) {
  m_sheet->hide();
  if (presenting) {
    for (QWidget* each :
         std::initializer_list<QWidget*>{menuBar(), m_toolBar, statusBar(), m_tabs->tabBar(), m_sheetButton, m_strip,
                                         m_rail, m_compareDock, m_decideDock, m_cardDock})
      if (each->isVisibleTo(this))
        m_put << each;
    for (const auto& each : std::as_const(m_put))
      each->hide();
  } else {
    for (const auto& each : std::as_const(m_put))
      if (each)
        each->show();
    m_put.clear();
    refreshRail();
  }
  for (Page* page : m_tabs->pages())
    page->setPresenting(presenting);
}

/// A combo box keeps how narrow it may be by the font it had, until its style changes: one language would have wider
/// docks after another than after a theme.
void MainWindow::measureCombos() const {
  for (QComboBox* each : findChildren<QComboBox*>()) {
    QEvent changed(QEvent::StyleChange);
    QCoreApplication::sendEvent(each, &changed);
  }
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange && m_toolBar)
    retranslateUi();
  if (event->type() == QEvent::FontChange)
    measureCombos();
  QMainWindow::changeEvent(event);
  const bool looks = event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange ||
                     event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange;
  if (looks && m_dockWidths) // longer words need more, shorter ones give it back
    m_dockWidths->keep();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!mayDiscard()) {
    event->ignore();
    return;
  }
  saveState();
  m_session.runs().stop();
  event->accept();
}

} // namespace pareto::ui
