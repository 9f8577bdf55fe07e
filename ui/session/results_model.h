// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/cost/report.h"
#include "core/decide/evidence.h"
#include "ui/view_state.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <vector>

namespace pareto::ui {

/// Every value of a study, one a row: measured ones with interval, repetitions, round and noise, published ones with
/// paper and table, and, where one looks, memory by formula and what a month costs, with the range of what is stated.
/// The order is that of measuring until somebody sorts.
class ResultsModel : public QAbstractTableModel {
  Q_OBJECT

public:
  enum Column {
    ModelColumn,
    IdColumn, ///< as studies and commands name it
    DeviceColumn,
    QuantityColumn,
    ContextColumn,
    RequestsColumn,
    ValueColumn,
    LowColumn,
    HighColumn,
    UnitColumn,
    CountColumn,
    SourceColumn,
    StateColumn,
    OriginColumn,
    NoiseColumn,
    CommandColumn,
    ColumnCount
  };
  enum Role {
    SortRole = Qt::UserRole, ///< numbers as numbers
    ModelIdRole,
    TsvRole, ///< C locale, empty = missing
  };
  explicit ResultsModel(QObject* parent = nullptr);

  /// Where only measurements were added since the last call, only their rows are.
  void setEvidence(const Evidence& evidence);
  /// What follows from formulas and from what is stated, of all that is compared: it moves with the operating point.
  void setPlace(const Evidence& evidence, const ViewState& view);
  void retranslate();
  /// Header and the given rows (of `index`es of this model), tab-separated, C locale.
  QString tsv(const QModelIndexList& rows) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
  struct Row {
    QString model, name;
    QString device;            ///< measured speed and memory: where
    const char* quantity = ""; ///< key of kQuantities
    QString metric;            ///< published: name of the metric
    std::optional<double> context, requests, value, low, high;
    QString unit;
    int count = 0;
    Source source = Source::Missing;
    bool preview = false, formula = false; ///< formula: what it gives is exact
    int round = -1;
    Condition condition = Condition::Quiet;
    QString state, origin, noise, command; ///< state: quiet, preview, disturbed by whom, suspect
    bool operator==(const Row&) const = default;
  };
  void fill(const Evidence& evidence);
  void append(const Evidence& evidence);
  void addStored(std::vector<Row>& rows, const Evidence& evidence, const Measurement& measurement) const;
  /// What all rows of one measured cell have in common. `own`: it is of the files that lie there now.
  static Row rowOf(const Evidence& evidence, const Measurement& measurement, const std::string& model, bool own);
  void addMeasured(std::vector<Row>& rows, const Evidence& evidence, const Measurement& measurement,
                   const std::string& model, bool own) const;
  static void addEnergy(std::vector<Row>& rows, const Row& base, const Energy& energy);
  void addPublished(const Evidence& evidence, const std::string& model);
  void addScore(const Evidence& evidence, const Score& score, const std::string& model);
  static std::vector<Row> placeRows(const Evidence& evidence, const ViewState& view);
  static void addMemory(std::vector<Row>& rows, const Evidence& evidence, const ViewState& view,
                        const std::string& model);
  /// One way of a month: of one contender, or of none.
  static void addCost(std::vector<Row>& rows, const Evidence& evidence, const CostReport& report, Way way,
                      const Contender& who);
  static QString quantityName(const Row& row);
  static QString sourceName(const Row& row);
  static QString stateName(const Measurement& measurement);
  QVariant cell(const Row& row, int column) const;

  std::vector<Row> m_rows;                       ///< measured ones first, those of setPlace() last
  size_t m_measuredRows = 0, m_measurements = 0; ///< and how many measurements they are of
  size_t m_placeRows = 0;
  int64_t m_edition = -1; ///< of the evidence they were made from
};

/// Case-insensitive search over all columns; sorts by ResultsModel::SortRole.
class ResultsFilter : public QSortFilterProxyModel {
  Q_OBJECT

public:
  explicit ResultsFilter(QObject* parent = nullptr);
  void setSearch(const QString& text);

protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
  QString m_search;
};

} // namespace pareto::ui
