// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>

namespace pareto::ui {

void ChartTableModel::setRows(const QStringList& columns, const QList<QStringList>& rows) {
  if (columns == m_columns && rows == m_rows)
    return;
  beginResetModel();
  m_columns = columns;
  m_rows = rows;
  endResetModel();
}

int ChartTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ChartTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant ChartTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= m_rows.size())
    return {};
  const QString cell = m_rows[index.row()].value(index.column());
  bool isNumber = false;
  const double number = cell.toDouble(&isNumber); // QString::toDouble is in the C locale
  switch (role) {
  case Qt::DisplayRole: return cell;
  case Qt::UserRole: return isNumber ? QVariant(number) : QVariant(cell); // sort key
  case Qt::TextAlignmentRole:
    return QVariant(Qt::Alignment(isNumber ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter));
  default: return {};
  }
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole)
    return {};
  return orientation == Qt::Horizontal ? QVariant(m_columns.value(section)) : QVariant(section + 1);
}

ChartTable::ChartTable(QWidget* parent) : QTableView(parent), m_model(new ChartTableModel(this)) {
  auto* proxy = new QSortFilterProxyModel(this);
  proxy->setSourceModel(m_model);
  proxy->setSortRole(Qt::UserRole);
  setModel(proxy);
  setSortingEnabled(true);
  sortByColumn(-1, Qt::AscendingOrder); // as the chart gave them, until a header is clicked
  setAlternatingRowColors(true);
  setAccessibleName(tr("Data of the chart"));
  verticalHeader()->hide();
  horizontalHeader()->setMaximumSectionSize(320);
}

void ChartTable::setRows(const QStringList& columns, const QList<QStringList>& rows) {
  const bool first = m_model->columnCount() != columns.size();
  m_model->setRows(columns, rows);
  if (first)
    resizeColumnsToContents();
}

QString ChartTable::selectedText() const {
  const auto line = [&](int row, auto wanted) {
    QStringList cells;
    for (int column = 0; column < model()->columnCount(); ++column)
      if (wanted(column))
        cells << model()->index(row, column).data().toString();
    return cells.join(QLatin1Char('\t'));
  };
  QStringList lines;
  const QItemSelectionModel* selection = selectionModel();
  if (selection->hasSelection()) {
    for (int row = 0; row < model()->rowCount(); ++row)
      if (selection->rowIntersectsSelection(row))
        lines << line(row, [&](int column) { return selection->isSelected(model()->index(row, column)); });
    return lines.join(QLatin1Char('\n'));
  }
  QStringList header;
  for (int column = 0; column < model()->columnCount(); ++column)
    header << model()->headerData(column, Qt::Horizontal).toString();
  lines << header.join(QLatin1Char('\t'));
  for (int row = 0; row < model()->rowCount(); ++row)
    lines << line(row, [](int) { return true; });
  return lines.join(QLatin1Char('\n'));
}

void ChartTable::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) {
    QGuiApplication::clipboard()->setText(selectedText());
    event->accept();
    return;
  }
  QTableView::keyPressEvent(event);
}

} // namespace pareto::ui
