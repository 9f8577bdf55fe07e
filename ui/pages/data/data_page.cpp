// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_page.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace pareto::ui {

DataPage::DataPage(StudySession& session, QWidget* parent)
    : Page(session,
           {ViewChange::Selection | ViewChange::Place | ViewChange::Answer | ViewChange::Device | ViewChange::Hidden,
            DataChange::Results | DataChange::Cost},
           parent) {
  buildUi();
  connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_filter.setSearch(text);
    showCount();
  });
  connect(m_copy, &QAction::triggered, this, &DataPage::copy);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    if (const QString id = current.data(ResultsModel::ModelIdRole).toString(); !id.isEmpty())
      m_session.view().select(id.toStdString());
  });
  retranslate();
}

QStringList DataPage::help() {
  return {tr("DATA: every value behind the charts, with interval, repetitions, round or paper, and noise; memory by "
             "formula and what a month costs at the workload; and the command that gives each again.")};
}

void DataPage::buildUi() {
  m_search = new QLineEdit(this);
  m_search->setObjectName(QStringLiteral("dataFilter"));
  m_search->setClearButtonEnabled(true);
  m_count = new QLabel(this);
  auto* copies = new QPushButton(this);
  copies->setObjectName(QStringLiteral("copyTsv"));
  m_copy = actionOf(*copies, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
  m_table = new QTableView(this);
  m_table->setObjectName(QStringLiteral("dataTable"));
  m_filter.setSourceModel(&m_model);
  m_table->setModel(&m_filter);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setAlternatingRowColors(true);
  m_table->setWordWrap(false);
  m_table->setTabKeyNavigation(false);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  m_table->horizontalHeader()->setStretchLastSection(true);
  m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // as measured, until somebody sorts
  m_table->setSortingEnabled(true);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(8, 4, 8, 0);
  row->addWidget(m_search, 1);
  row->addWidget(m_count);
  row->addWidget(copies);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addLayout(row);
  column->addWidget(m_table, 1);
}

void DataPage::retranslate() {
  m_search->setPlaceholderText(tr("Filter: a model, a quantity, a source …"));
  m_search->setAccessibleName(tr("Filter the table"));
  m_copy->setText(tr("Copy as TS&V"));
  m_copy->setToolTip(tr("Copies the marked rows, or all shown rows when none is marked, for a spreadsheet."));
  m_table->setAccessibleName(tr("All values"));
  m_model.retranslate();
  m_sized = false;
}

void DataPage::rebuild(Changes changes) {
  fill(changes);
  sizeColumns();
  showCount();
  showSelection(QString::fromStdString(m_session.view().state().selected));
}

void DataPage::fill(Changes changes) {
  const QSignalBlocker quiet(m_table->selectionModel()); // rows that go select nobody
  if (changes.data)
    m_model.setEvidence(m_session.results().evidence());
  m_model.setPlace(m_session.results().evidence(), m_session.view().state());
}

/// Once for what is there: columns that a person made wider stay so.
void DataPage::sizeColumns() {
  if (m_sized || m_model.rowCount() == 0)
    return;
  m_table->resizeColumnsToContents();
  m_sized = true;
}

void DataPage::showCount() {
  const QLocale locale;
  m_count->setText(
      m_model.rowCount() == 0
          ? (m_session.runs().isRunning() ? tr("No values yet: the run goes on.") : tr("No values yet: press Run."))
          : tr("%1 of %2 values").arg(locale.toString(m_filter.rowCount()), locale.toString(m_model.rowCount())));
}

void DataPage::showSelection(const QString& model) {
  if (m_table->currentIndex().data(ResultsModel::ModelIdRole).toString() == model)
    return;
  const QSignalBlocker quiet(m_table->selectionModel());
  for (int row = 0; !model.isEmpty() && row < m_filter.rowCount(); ++row)
    if (m_filter.index(row, 0).data(ResultsModel::ModelIdRole).toString() == model) {
      m_table->selectRow(row);
      m_table->viewport()->update();
      return;
    }
  m_table->clearSelection();
  m_table->setCurrentIndex({});
}

QString DataPage::tsv() const {
  QModelIndexList rows;
  const QModelIndexList marked = m_table->selectionModel()->selectedRows();
  if (marked.size() > 1) // one row is only the linked selection
    for (const QModelIndex& index : marked)
      rows << m_filter.mapToSource(index);
  else
    for (int row = 0; row < m_filter.rowCount(); ++row)
      rows << m_filter.mapToSource(m_filter.index(row, 0));
  return m_model.tsv(rows);
}

void DataPage::copy() { QApplication::clipboard()->setText(tsv()); }

PARETO_PAGE(DataPage)

} // namespace pareto::ui
