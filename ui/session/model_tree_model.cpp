// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/model_tree_model.h"

#include "core/formats/open_model.h"
#include "core/model/catalogue.h"
#include "ui/charts/marks.h"
#include "ui/words/core_text.h"

#include <QDir>
#include <QFileInfo>
#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kIcon = 16;
constexpr quintptr kFamily = 0; ///< internal id of family rows; entries carry their group + 1

QString sizeOf(const Study& study) {
  for (const std::string& id : study.models)
    if (const auto built_in = built_in_id(id))
      return QString::fromStdString(built_in->size);
  return QStringLiteral("1.3b");
}

bool contains(const std::vector<std::string>& list, const QString& text) {
  return std::find(list.begin(), list.end(), text.toStdString()) != list.end();
}

} // namespace

ModelTreeModel::ModelTreeModel(QObject* parent) : QAbstractItemModel(parent) {
  for (const Family& family : families()) {
    Group group{QString::fromStdString(family.id), {}};
    for (const Architecture& architecture : architectures())
      if (architecture.family == family.id)
        group.entries.push_back({QString::fromStdString(architecture.id), {}, false});
    if (!group.entries.empty())
      m_groups.push_back(std::move(group));
  }
  m_groups.push_back({QStringLiteral("custom"), {}});
  m_size = QStringLiteral("1.3b");
}

void ModelTreeModel::setStudy(const Study& study, const std::vector<std::string>& hidden) {
  m_size = sizeOf(study);
  QStringList loaded;
  for (const std::string& id : study.models) {
    if (!built_in_id(id))
      loaded << QString::fromStdString(id);
  }
  Group& custom = m_groups.back();
  const int last = static_cast<int>(m_groups.size()) - 1;
  QStringList present;
  for (const Entry& entry : custom.entries)
    present << entry.path;
  if (present != loaded) {
    const QModelIndex parent = index(last, 0);
    if (!custom.entries.empty()) {
      beginRemoveRows(parent, 0, static_cast<int>(custom.entries.size()) - 1);
      custom.entries.clear();
      endRemoveRows();
    }
    if (!loaded.isEmpty()) {
      beginInsertRows(parent, 0, static_cast<int>(loaded.size()) - 1);
      for (const QString& path : loaded)
        custom.entries.push_back({{}, path, false});
      endInsertRows();
    }
  }
  for (int g = 0; g < static_cast<int>(m_groups.size()); ++g) {
    auto& entries = m_groups[static_cast<size_t>(g)].entries;
    for (Entry& entry : entries)
      entry.used = contains(study.models, modelId(entry)) && !contains(hidden, modelId(entry));
    if (!entries.empty())
      Q_EMIT dataChanged(index(0, 0, index(g, 0)), index(static_cast<int>(entries.size()) - 1, 0, index(g, 0)));
    Q_EMIT dataChanged(index(g, 0), index(g, 0));
  }
}

void ModelTreeModel::setDark(bool dark) {
  if (dark == m_dark)
    return;
  m_dark = dark;
  m_icons.clear();
  retranslate();
}

void ModelTreeModel::retranslate() {
  for (int g = 0; g < rowCount(); ++g) {
    const QModelIndex parent = index(g, 0);
    Q_EMIT dataChanged(parent, parent);
    if (rowCount(parent) > 0)
      Q_EMIT dataChanged(index(0, 0, parent), index(rowCount(parent) - 1, 0, parent));
  }
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, 0);
}

QModelIndex ModelTreeModel::indexOf(const QString& id) const {
  for (int g = 0; g < static_cast<int>(m_groups.size()); ++g) {
    const auto& entries = m_groups[static_cast<size_t>(g)].entries;
    for (int row = 0; row < static_cast<int>(entries.size()); ++row)
      if (modelId(entries[static_cast<size_t>(row)]) == id)
        return index(row, 0, index(g, 0));
  }
  return {};
}

QModelIndex ModelTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (column != 0 || row < 0 || row >= rowCount(parent))
    return {};
  return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row() + 1) : kFamily);
}

QModelIndex ModelTreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == kFamily)
    return {};
  return createIndex(static_cast<int>(child.internalId()) - 1, 0, kFamily);
}

int ModelTreeModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid())
    return static_cast<int>(m_groups.size());
  if (parent.internalId() != kFamily || parent.column() != 0)
    return 0;
  return static_cast<int>(m_groups[static_cast<size_t>(parent.row())].entries.size());
}

int ModelTreeModel::columnCount(const QModelIndex&) const { return 1; }

const ModelTreeModel::Entry* ModelTreeModel::entryAt(const QModelIndex& index) const {
  if (!index.isValid() || index.internalId() == kFamily)
    return nullptr;
  return &m_groups[static_cast<size_t>(index.internalId() - 1)].entries[static_cast<size_t>(index.row())];
}

QString ModelTreeModel::modelId(const Entry& entry) const {
  return entry.architecture.isEmpty() ? entry.path : entry.architecture + QLatin1Char('@') + m_size;
}

QString ModelTreeModel::name(const Entry& entry) const {
  if (const Architecture* architecture = find_architecture(entry.architecture.toStdString()))
    return QString::fromStdString(architecture->name);
  const QFileInfo file(entry.path);
  return file.fileName() == QStringLiteral("config.json") ? file.dir().dirName() : file.completeBaseName();
}

QString ModelTreeModel::toolTip(const Entry& entry) const {
  const Architecture* a = find_architecture(entry.architecture.toStdString());
  if (!a)
    return QDir::toNativeSeparators(entry.path);
  return tr("%1\n%2\nPromise: %3\nWeakness: %4\nTime per token for n tokens of context: %5")
      .arg(name(entry), coreText(a->idea), coreText(a->promise), coreText(a->weakness),
           QString::fromStdString(a->complexity));
}

/// The mark that the charts give it.
QIcon ModelTreeModel::icon(const QModelIndex& index, const Entry& entry) const {
  const bool loaded = entry.architecture.isEmpty();
  const QString architecture = loaded ? loadedKey(index.row()) : entry.architecture;
  QIcon& cached = m_icons[architecture];
  if (cached.isNull()) {
    QPixmap pixmap(2 * kIcon, 2 * kIcon);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(kIcon / 2.0, kIcon / 2.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(familyColor(loaded ? architecture : familyOf(architecture), m_dark));
    painter.drawPath(architectureShape(architecture, kIcon * 0.62));
    painter.end();
    cached = QIcon(pixmap);
  }
  return cached;
}

QVariant ModelTreeModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid))
    return {};
  const Entry* entry = entryAt(index);
  if (!entry) {
    const QString family = m_groups[static_cast<size_t>(index.row())].family;
    if (role == FamilyRole)
      return family;
    if (role != Qt::DisplayRole && role != SearchRole)
      return {};
    for (const Family& known : families())
      if (known.id == family.toStdString())
        return coreText(known.name);
    return tr("Your models");
  }
  switch (role) {
  case Qt::DisplayRole: return name(*entry);
  case Qt::DecorationRole: return icon(index, *entry);
  case Qt::ToolTipRole: return toolTip(*entry);
  case Qt::CheckStateRole: return static_cast<int>(entry->used ? Qt::Checked : Qt::Unchecked);
  case ModelIdRole: return modelId(*entry);
  case ShortNameRole: return name(*entry).section(QStringLiteral(" ("), 0, 0);
  case ArchitectureRole: return entry->architecture;
  case FamilyRole: return m_groups[static_cast<size_t>(index.internalId() - 1)].family;
  case SearchRole: {
    const Architecture* a = find_architecture(entry->architecture.toStdString());
    const QString facts = a ? QString::fromStdString(a->id + " " + a->idea + " " + a->paper) : entry->path;
    return QString(name(*entry) + QLatin1Char(' ') + facts + QLatin1Char(' ') + this->data(parent(index)).toString());
  }
  default: return {};
  }
}

QVariant ModelTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (section != 0 || orientation != Qt::Horizontal || role != Qt::DisplayRole)
    return {};
  return tr("Architecture");
}

bool ModelTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid) || !entryAt(index))
    return false;
  Entry& entry = m_groups[static_cast<size_t>(index.internalId() - 1)].entries[static_cast<size_t>(index.row())];
  const bool used = value.toInt() == Qt::Checked;
  if (used == entry.used)
    return true;
  entry.used = used;
  Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
  Q_EMIT useChanged(modelId(entry), used);
  return true;
}

Qt::ItemFlags ModelTreeModel::flags(const QModelIndex& index) const {
  if (!index.isValid())
    return Qt::NoItemFlags;
  if (!entryAt(index))
    return Qt::ItemIsEnabled;
  return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
}

ModelTreeFilter::ModelTreeFilter(QObject* parent) : QSortFilterProxyModel(parent) { setDynamicSortFilter(true); }

void ModelTreeFilter::setSearch(const QString& text) {
  m_search = text.trimmed();
  invalidateFilter();
}

void ModelTreeFilter::setResearch(bool research) {
  m_research = research;
  invalidateFilter();
}

bool ModelTreeFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QModelIndex index = sourceModel()->index(row, 0, parent);
  if (!parent.isValid()) { // a family shows when anything in it does
    for (int child = 0; child < sourceModel()->rowCount(index); ++child)
      if (filterAcceptsRow(child, index))
        return true;
    return false;
  }
  static const QStringList kDecision{QStringLiteral("softmax-attention"), QStringLiteral("mamba2"),
                                     QStringLiteral("gated-deltanet"), QStringLiteral("hybrid-gdn-swa")};
  const QString architecture = index.data(ModelTreeModel::ArchitectureRole).toString();
  const bool used = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
  if (!m_research && !architecture.isEmpty() && !used && !kDecision.contains(architecture))
    return false;
  return m_search.isEmpty() ||
         index.data(ModelTreeModel::SearchRole).toString().contains(m_search, Qt::CaseInsensitive);
}

} // namespace pareto::ui
