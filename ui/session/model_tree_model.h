// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QIcon>
#include <QSortFilterProxyModel>
#include <QStringList>

#include <vector>

namespace pareto::ui {

/// What can be compared: families, their architectures at the study's size, and the models a person loaded. A check
/// means "used in this study".
class ModelTreeModel : public QAbstractItemModel {
  Q_OBJECT

public:
  enum Role {
    ModelIdRole = Qt::UserRole, ///< "mamba2@1.3b" or a path; empty for families
    ShortNameRole,              ///< without what explains it in brackets: where there is no room for all
    ArchitectureRole,           ///< catalogue id; empty for families and loaded models
    FamilyRole,
    SearchRole, ///< everything the search looks at
  };
  explicit ModelTreeModel(QObject* parent = nullptr);

  /// `hidden`: switched off, results kept.
  void setStudy(const Study& study, const std::vector<std::string>& hidden);
  void setDark(bool dark);
  void retranslate();
  QModelIndex indexOf(const QString& modelId) const;
  const QString& size() const { return m_size; }

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
  void useChanged(const QString& modelId, bool used);

private:
  struct Entry {
    QString architecture; ///< empty for loaded models
    QString path;         ///< loaded models only
    bool used = false;
  };
  struct Group {
    QString family;
    std::vector<Entry> entries;
  };
  const Entry* entryAt(const QModelIndex& index) const;
  QString modelId(const Entry& entry) const;
  QString name(const Entry& entry) const;
  QString toolTip(const Entry& entry) const;
  QIcon icon(const QModelIndex& index, const Entry& entry) const;

  std::vector<Group> m_groups; ///< the last one holds loaded models
  QString m_size;
  bool m_dark = false;
  mutable QHash<QString, QIcon> m_icons;
};

/// Search, and the level: Decision shows the four default architectures and whatever the study uses.
class ModelTreeFilter : public QSortFilterProxyModel {
  Q_OBJECT

public:
  explicit ModelTreeFilter(QObject* parent = nullptr);
  void setSearch(const QString& text);
  void setResearch(bool research);

protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
  QString m_search;
  bool m_research = false;
};

} // namespace pareto::ui
