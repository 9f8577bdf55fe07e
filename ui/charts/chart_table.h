// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <QTableView>

namespace pareto::ui {

/// The rows behind a chart, as they are exported; cells that are numbers sort as numbers.
class ChartTableModel : public QAbstractTableModel {
  Q_OBJECT

public:
  using QAbstractTableModel::QAbstractTableModel;
  /// Rows shorter than `columns` are filled up with empty cells.
  void setRows(const QStringList& columns, const QList<QStringList>& rows);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
  QStringList m_columns;
  QList<QStringList> m_rows;
};

/// Table twin of a chart: sortable, copied as tab-separated text.
class ChartTable : public QTableView {
  Q_OBJECT

public:
  explicit ChartTable(QWidget* parent = nullptr);
  void setRows(const QStringList& columns, const QList<QStringList>& rows);
  /// The selected cells, or everything with its header when nothing is selected.
  QString selectedText() const;

protected:
  void keyPressEvent(QKeyEvent* event) override;

private:
  ChartTableModel* m_model = nullptr;
};

} // namespace pareto::ui
