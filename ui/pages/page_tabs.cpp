// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page_tabs.h"

#include "ui/pages/page.h"

#include <QApplication>
#include <QSignalBlocker>

#include <algorithm>

namespace pareto::ui {

namespace {

bool isBlank(const ChartSpec& chart) {
  return chart.blocks.isEmpty() && std::all_of(chart.series.begin(), chart.series.end(),
                                               [](const SeriesSpec& series) { return series.points.isEmpty(); });
}

} // namespace

PageTabs::PageTabs(QWidget* parent) : QTabWidget(parent) {
  setObjectName(QStringLiteral("tabs"));
  setDocumentMode(true);
  buildChartActions();
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { noteFocus(now); });
  connect(this, &QTabWidget::currentChanged, this, [this] {
    m_inHand.clear();
    showActions();
  });
}

void PageTabs::buildChartActions() {
  m_table = new QAction(this);
  m_table->setObjectName(QStringLiteral("chartTable"));
  m_table->setCheckable(true);
  m_table->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
  m_wholeChart = new QAction(this);
  m_wholeChart->setObjectName(QStringLiteral("wholeChart"));
  m_wholeChart->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_0));
  connect(m_table, &QAction::triggered, this, [this](bool table) {
    if (ChartPanel* panel = panelInHand())
      panel->setShowsTable(table);
  });
  connect(m_wholeChart, &QAction::triggered, this, [this] {
    if (ChartPanel* panel = panelInHand())
      panel->chart()->resetZoom();
  });
  connect(this, &PageTabs::chartChanged, this, &PageTabs::showChartActions);
}

ChartPanel* PageTabs::panelInHand() const {
  if (m_inHand && m_inHand->isVisible())
    return m_inHand;
  for (ChartPanel* panel : currentPage() ? currentPage()->findChildren<ChartPanel*>() : QList<ChartPanel*>())
    if (panel->isVisible())
      return panel;
  return nullptr;
}

void PageTabs::showChartActions() {
  const ChartPanel* panel = panelInHand();
  m_table->setEnabled(panel);
  m_table->setChecked(panel && panel->showsTable());
  m_wholeChart->setEnabled(panel && !panel->showsTable() && panel->chart()->isZoomed());
}

QList<QAction*> PageTabs::ownActions() const {
  QList<QAction*> all;
  for (const Page* page : m_pages)
    all << page->actions();
  return all;
}

void PageTabs::showActions() {
  for (const Page* page : m_pages)
    for (QAction* each : page->actions())
      each->setVisible(page == currentPage());
  showChartActions();
}

void PageTabs::noteFocus(QWidget* now) {
  for (QWidget* each = now; each && each != this; each = each->parentWidget())
    if (auto* panel = qobject_cast<ChartPanel*>(each); panel && panel != m_inHand && isAncestorOf(panel)) {
      m_inHand = panel;
      Q_EMIT chartChanged();
    }
}

void PageTabs::addPages(StudySession& session) {
  for (const PageEntry& entry : ui::pages()) {
    Page* page = entry.make(session, this);
    page->hide();
    m_pages.push_back(page);
    auto* action = new QAction(this);
    action->setObjectName(QLatin1String("page-") + QLatin1String(entry.id));
    action->setShortcut(pageShortcut(entry));
    m_actions << action;
    connect(action, &QAction::triggered, this, [this, page] { setCurrentWidget(page); });
    for (const ChartPanel* panel : page->findChildren<ChartPanel*>())
      connect(panel, &ChartPanel::stateChanged, this, &PageTabs::showChartActions);
    connect(page, &Page::modelRequested, this, [this, page] { Q_EMIT modelRequested(page); });
    connect(page, &Page::qualityRequested, this, &PageTabs::qualityRequested);
    connect(page, &Page::notesWanted, this, &PageTabs::notesWanted);
  }
}

void PageTabs::setLevel(Level level) {
  QWidget* current = currentWidget();
  const QSignalBlocker quiet(this);
  while (count() > 0)
    removeTab(0);
  for (size_t i = 0; i < m_pages.size(); ++i) {
    const PageEntry& entry = ui::pages()[i];
    if (entry.level <= level)
      addTab(m_pages[i], pageTitle(entry));
    m_actions[static_cast<qsizetype>(i)]->setVisible(entry.level <= level);
  }
  if (current && indexOf(current) >= 0)
    setCurrentWidget(current);
  showActions();
}

void PageTabs::retranslate() {
  m_table->setText(tr("&Table of this chart"));
  m_wholeChart->setText(tr("Show &all of this chart"));
  for (size_t i = 0; i < m_pages.size(); ++i) {
    const QString title = pageTitle(ui::pages()[i]);
    setTabText(indexOf(m_pages[i]), title);
    m_actions[static_cast<qsizetype>(i)]->setText(title);
  }
}

Page* PageTabs::currentPage() const { return static_cast<Page*>(currentWidget()); } // nothing else is ever added

QString PageTabs::currentId() const {
  const auto at = std::find(m_pages.begin(), m_pages.end(), currentWidget());
  return at == m_pages.end() ? QString()
                             : QString::fromLatin1(ui::pages()[static_cast<size_t>(at - m_pages.begin())].id);
}

void PageTabs::showPage(const QString& id) {
  for (size_t i = 0; i < m_pages.size(); ++i)
    if (id == QLatin1String(ui::pages()[i].id) && indexOf(m_pages[i]) >= 0)
      setCurrentWidget(m_pages[i]);
}

std::optional<ChartSpec> PageTabs::currentChart() const {
  const Page* page = currentPage();
  std::optional<ChartSpec> chart = page ? page->chart() : std::nullopt;
  if (const QString id = m_inHand && m_inHand->isVisible() ? m_inHand->spec().id : QString();
      page && !id.isEmpty() && (!chart || chart->id != id))
    for (const ChartSpec& each : page->exported())
      if (each.id == id)
        chart = each;
  return chart && !isBlank(*chart) ? chart : std::nullopt;
}

QString PageTabs::whyNoChart() const {
  const Page* page = currentPage();
  const std::optional<ChartSpec> chart = page ? page->chart() : std::nullopt;
  return chart ? isBlank(*chart) ? chart->emptyText : QString() : page ? page->whyNoChart() : QString();
}

std::optional<SheetSpec> PageTabs::sheet() const {
  for (const Page* page : m_pages)
    if (const std::optional<SheetSpec> made = page->sheet())
      return made;
  return std::nullopt;
}

std::optional<QString> PageTabs::notes() const {
  for (const Page* page : m_pages)
    if (const std::optional<QString> made = page->notes())
      return made;
  return std::nullopt;
}

QList<ChartSpec> PageTabs::exported() const {
  QList<ChartSpec> all;
  for (const Page* page : m_pages)
    all << page->exported();
  all.removeIf(isBlank);
  return all;
}

} // namespace pareto::ui
