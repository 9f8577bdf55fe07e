// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/local_models.h"

#include <QAbstractTableModel>
#include <QThread>

#include <memory>
#include <optional>
#include <vector>

namespace pareto::ui {

/// Looks through model folders and inspects what it finds, in a thread of its own; a folder's finds come before the
/// next folder is looked into.
class LocalModelSearch : public QThread {
  Q_OBJECT

public:
  explicit LocalModelSearch(ModelFolders folders, QObject* parent = nullptr);
  ~LocalModelSearch() override;

Q_SIGNALS:
  void found(const std::vector<pareto::LocalModel>& models);
  /// `index` counts over all finds.
  void inspected(int index, const pareto::LocalModelFacts& facts);

protected:
  void run() override;

private:
  ModelFolders m_folders;
};

/// The models on this computer, one a row, filled while the search goes on.
class LocalModelsModel : public QAbstractTableModel {
  Q_OBJECT

public:
  enum Column {
    NameColumn,
    OriginColumn,
    ArchitectureColumn,
    ParametersColumn,
    FormatColumn,
    SizeColumn,
    Memory4kColumn,
    Memory32kColumn,
    FitColumn,
    ColumnCount
  };
  enum Role {
    SortRole = Qt::UserRole, ///< numbers as numbers
    PathRole,
    RunnableRole, ///< inspected, and nothing speaks against it
  };
  explicit LocalModelsModel(QObject* parent = nullptr);

  /// Forgets what was found and looks again.
  void search(const ModelFolders& folders);
  bool isSearching() const { return m_searching; }
  int runnable() const;
  void retranslate();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
  void searchEnded();

private:
  struct Row {
    LocalModel model;
    std::optional<LocalModelFacts> facts; ///< absent: not looked into yet
  };
  QVariant sortKey(const Row& row, int column) const;
  QString text(const Row& row, int column) const;
  QString fit(const Row& row) const;
  QString bytes(const Row& row, int64_t count) const;

  std::vector<Row> m_rows;
  std::unique_ptr<LocalModelSearch> m_search;
  int64_t m_available = 0; ///< free memory when the search began
  int m_searches = 0;
  bool m_searching = false;
};

} // namespace pareto::ui
