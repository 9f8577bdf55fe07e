// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/local_models_model.h"

#include "core/model/catalogue.h"
#include "core/platform/memory.h"
#include "ui/words/format.h"

#include <algorithm>

namespace pareto::ui {

LocalModelSearch::LocalModelSearch(ModelFolders folders, QObject* parent)
    : QThread(parent), m_folders(std::move(folders)) {}

LocalModelSearch::~LocalModelSearch() {
  requestInterruption();
  wait();
}

void LocalModelSearch::run() {
  int index = 0;
  for (std::string ModelFolders::*each : {&ModelFolders::own, &ModelFolders::hugging_face, &ModelFolders::lm_studio,
                                          &ModelFolders::llama_cpp, &ModelFolders::ollama}) {
    ModelFolders one;
    one.*each = m_folders.*each;
    const std::vector<LocalModel> models = find_local_models(one);
    if (isInterruptionRequested())
      return;
    if (!models.empty())
      Q_EMIT found(models);
    for (const LocalModel& model : models) {
      const LocalModelFacts facts = inspect_local_model(model);
      if (isInterruptionRequested())
        return;
      Q_EMIT inspected(index++, facts);
    }
  }
}

LocalModelsModel::LocalModelsModel(QObject* parent) : QAbstractTableModel(parent) {}

void LocalModelsModel::search(const ModelFolders& folders) {
  m_search.reset();
  const int search = ++m_searches; // what the last one still had to say is on its way, and must not count
  beginResetModel();
  m_rows.clear();
  endResetModel();
  m_available = available_memory_bytes();
  m_searching = true;
  m_search = std::make_unique<LocalModelSearch>(folders);
  connect(m_search.get(), &LocalModelSearch::found, this, [this, search](const std::vector<LocalModel>& models) {
    if (search != m_searches)
      return;
    const int first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(models.size()) - 1);
    for (const LocalModel& model : models)
      m_rows.push_back({model, std::nullopt});
    endInsertRows();
  });
  connect(m_search.get(), &LocalModelSearch::inspected, this, [this, search](int row, const LocalModelFacts& facts) {
    if (search != m_searches)
      return;
    m_rows[static_cast<size_t>(row)].facts = facts;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
  });
  connect(m_search.get(), &QThread::finished, this, [this, search] {
    if (search != m_searches)
      return;
    m_searching = false;
    Q_EMIT searchEnded();
  });
  m_search->start();
}

int LocalModelsModel::runnable() const {
  return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(),
                                        [](const Row& row) { return row.facts && row.facts->problem.empty(); }));
}

void LocalModelsModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
  if (!m_rows.empty())
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int LocalModelsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int LocalModelsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString LocalModelsModel::bytes(const Row& row, int64_t count) const {
  return row.facts && row.facts->problem.empty() ? formatValue(static_cast<double>(count), AxisFormat::Bytes)
                                                 : QString();
}

QString LocalModelsModel::fit(const Row& row) const {
  if (!row.facts)
    return tr("looking into it …");
  if (!row.facts->problem.empty())
    return QString::fromStdString(row.facts->problem);
  const QString free = formatValue(static_cast<double>(m_available), AxisFormat::Bytes);
  if (row.facts->memory_at_32k <= m_available)
    return tr("fits (%1 free)").arg(free);
  if (row.facts->memory_at_4k <= m_available)
    return tr("fits, but not with 32,768 tokens (%1 free)").arg(free);
  return tr("too large in float16: %1 free; 8-bit or 4-bit weights need a half or a quarter").arg(free);
}

QString LocalModelsModel::text(const Row& row, int column) const {
  switch (column) {
  case NameColumn: return QString::fromStdString(row.model.name);
  case OriginColumn: return QString::fromLatin1(to_string(row.model.origin));
  case ArchitectureColumn: {
    if (!row.facts || !row.facts->problem.empty())
      return {};
    const Architecture* known = find_architecture(row.facts->architecture);
    return tr("%1 (%2)").arg(known ? QString::fromStdString(known->name).section(QStringLiteral(" ("), 0, 0)
                                   : tr("mix"),
                             QString::fromStdString(row.facts->model_type));
  }
  case ParametersColumn:
    return row.facts && row.facts->parameters > 0 ? formatParameters(row.facts->parameters) : QString();
  case FormatColumn: return row.model.format == FileForm::Gguf ? QStringLiteral("GGUF") : QStringLiteral("safetensors");
  case SizeColumn: return formatValue(static_cast<double>(row.model.file_bytes), AxisFormat::Bytes);
  case Memory4kColumn: return bytes(row, row.facts ? row.facts->memory_at_4k : 0);
  case Memory32kColumn: return bytes(row, row.facts ? row.facts->memory_at_32k : 0);
  case FitColumn: return fit(row);
  default: return {};
  }
}

QVariant LocalModelsModel::sortKey(const Row& row, int column) const {
  switch (column) {
  case ParametersColumn: return static_cast<qlonglong>(row.facts ? row.facts->parameters : 0);
  case SizeColumn: return static_cast<qlonglong>(row.model.file_bytes);
  case Memory4kColumn: return static_cast<qlonglong>(row.facts ? row.facts->memory_at_4k : 0);
  case Memory32kColumn: return static_cast<qlonglong>(row.facts ? row.facts->memory_at_32k : 0);
  default: return text(row, column).toCaseFolded();
  }
}

QVariant LocalModelsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount())
    return {};
  const Row& row = m_rows[static_cast<size_t>(index.row())];
  const int column = index.column();
  switch (role) {
  case Qt::DisplayRole: return text(row, column);
  case Qt::ToolTipRole: return column == FitColumn ? fit(row) : QString::fromStdString(row.model.path);
  case Qt::TextAlignmentRole:
    return column >= SizeColumn && column <= Memory32kColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
           : column == ParametersColumn                      ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                             : QVariant();
  case SortRole: return sortKey(row, column);
  case PathRole: return QString::fromStdString(row.model.path);
  case RunnableRole: return row.facts && row.facts->problem.empty();
  default: return {};
  }
}

QVariant LocalModelsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal)
    return {};
  if (role == Qt::ToolTipRole && (section == Memory4kColumn || section == Memory32kColumn))
    return tr("Float16 weights and the cache of one request, by formula.");
  if (role != Qt::DisplayRole)
    return {};
  switch (section) {
  case NameColumn: return tr("Model");
  case OriginColumn: return tr("From");
  case ArchitectureColumn: return tr("Architecture");
  case ParametersColumn: return tr("Parameters");
  case FormatColumn: return tr("Format");
  case SizeColumn: return tr("On disk");
  case Memory4kColumn: return tr("Memory, 4 k");
  case Memory32kColumn: return tr("Memory, 32 k");
  case FitColumn: return tr("On this machine");
  default: return {};
  }
}

} // namespace pareto::ui
