// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_panel.h"

#include "ui/type_scale.h"
#include "ui/words/format.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace pareto::ui {

ChartPanel::ChartPanel(QWidget* parent)
    : QWidget(parent), m_sentence(new QLabel(this)), m_chart(new ChartView(this)), m_table(new ChartTable(this)),
      m_legend(new ChartLegend(this)), m_stack(new QStackedWidget(this)), m_tableButton(new QToolButton(this)),
      m_resetButton(new QToolButton(this)) {
  m_sentence->setObjectName(QStringLiteral("sentence"));
  m_sentence->setTextFormat(Qt::PlainText);
  m_sentence->setWordWrap(true);
  m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  m_sentence->setFont(sized(m_sentence->font(), kHeadingType));
  m_stack->addWidget(m_chart);
  m_stack->addWidget(m_table);
  m_tableButton->setObjectName(QStringLiteral("tableToggle"));
  m_tableButton->setCheckable(true);
  m_tableButton->setFocusPolicy(Qt::StrongFocus);
  m_resetButton->setObjectName(QStringLiteral("resetZoom"));
  m_resetButton->setFocusPolicy(Qt::StrongFocus);
  m_resetButton->setEnabled(false);

  auto* top = new QHBoxLayout;
  top->addWidget(m_sentence, 1);
  top->addStretch();
  auto* tools = new QHBoxLayout;
  tools->addWidget(m_resetButton, 0, Qt::AlignTop);
  tools->addWidget(m_tableButton, 0, Qt::AlignTop);
  top->addLayout(tools);
  m_tools = tools;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(8, 8, 8, 4);
  all->addLayout(top);
  all->addWidget(m_stack, 1);
  all->addWidget(m_legend);
  retranslate();

  connect(m_chart, &ChartView::modelClicked, this, &ChartPanel::modelClicked);
  connect(m_legend, &ChartLegend::modelClicked, this, &ChartPanel::modelClicked);
  connect(m_chart, &ChartView::zoomChanged, m_resetButton, &QWidget::setEnabled);
  connect(m_chart, &ChartView::zoomChanged, this, &ChartPanel::stateChanged);
  connect(m_resetButton, &QToolButton::clicked, m_chart, &ChartView::resetZoom);
  connect(m_tableButton, &QToolButton::toggled, this, &ChartPanel::setShowsTable);
}

int ChartPanel::heightAround() const { return height() - m_stack->height(); }

bool ChartPanel::showsTable() const { return m_stack->currentWidget() == m_table; }

void ChartPanel::setSentenceShown(bool shown) {
  m_sentenceShown = shown;
  m_sentence->setVisible(shown && !m_sentence->text().isEmpty());
}

void ChartPanel::addTool(QWidget* tool) { m_tools->addWidget(tool); }

void ChartPanel::setSpec(const ChartSpec& spec) {
  ++m_timesDrawn;
  m_sentence->setText(headline(spec.sentence));
  m_sentence->setVisible(m_sentenceShown && !spec.sentence.isEmpty());
  m_chart->setSpec(spec);
  m_table->setRows(spec.columns, spec.rows);
  m_legend->setSpec(spec);
}

void ChartPanel::setShowsTable(bool table) {
  m_stack->setCurrentWidget(table ? static_cast<QWidget*>(m_table) : m_chart);
  m_tableButton->setChecked(table);
  m_resetButton->setEnabled(!table && m_chart->isZoomed());
  Q_EMIT stateChanged();
}

void ChartPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange)
    retranslate();
}

void ChartPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  Q_EMIT stateChanged();
}

void ChartPanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  Q_EMIT stateChanged();
}

void ChartPanel::retranslate() {
  m_tableButton->setText(tr("Table"));
  m_tableButton->setToolTip(tr("Show the values behind the chart as a table"));
  m_resetButton->setText(tr("Show all"));
  m_resetButton->setToolTip(tr("Undo every zoom (0 or Home)"));
  m_legend->setAccessibleName(ChartLegend::tr("Legend")); // they cannot know when the language changes
  m_table->setAccessibleName(ChartTable::tr("Data of the chart"));
}

} // namespace pareto::ui
