// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/results_model.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace pareto::ui {

namespace {

/// As people call it; one of another size than the others says so in every row.
QString nameInTable(const Evidence& evidence, const std::string& model) {
  const QString name = modelName(evidence, model);
  const ModelFacts& facts = evidence.facts(model);
  return !facts.parameters || evidence.is_compared(model)
             ? name
             : ResultsModel::tr("%1 (another size: %2)").arg(name, modelSize(facts));
}

QString number(double value, const QLocale& locale) {
  if (value == std::round(value) && std::abs(value) < 1e15)
    return locale.toString(static_cast<qlonglong>(value));
  return locale.toString(value, 'g', 5);
}

} // namespace

ResultsModel::ResultsModel(QObject* parent) : QAbstractTableModel(parent) {}

void ResultsModel::setEvidence(const Evidence& evidence) {
  if (evidence.edition() == m_edition) {
    append(evidence);
    return;
  }
  beginResetModel();
  fill(evidence);
  endResetModel();
}

void ResultsModel::fill(const Evidence& evidence) {
  m_rows.clear();
  m_placeRows = 0;
  for (const Measurement& m : evidence.measurements())
    addStored(m_rows, evidence, m);
  m_measuredRows = m_rows.size();
  m_measurements = evidence.measurements().size();
  m_edition = evidence.edition();
  for (const Score& score : evidence.scores())
    if (score.precision == evidence.study().precision)
      for (const std::string& model : evidence.owners(score.fingerprint, score.model))
        addScore(evidence, score, model);
  for (const std::string& model : evidence.models())
    addPublished(evidence, model);
}

void ResultsModel::append(const Evidence& evidence) {
  const auto& measured = evidence.measurements();
  std::vector<Row> added;
  for (; m_measurements < measured.size(); ++m_measurements)
    addStored(added, evidence, measured[m_measurements]);
  if (added.empty())
    return;
  const auto at = static_cast<int>(m_measuredRows);
  beginInsertRows({}, at, at + static_cast<int>(added.size()) - 1);
  m_rows.insert(m_rows.begin() + at, std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
  m_measuredRows += added.size();
  endInsertRows();
}

/// Rows of every model of the study that a result is of. One that was stored under the name of a model of the study,
/// but is of other files, stands here marked, and nowhere else.
void ResultsModel::addStored(std::vector<Row>& rows, const Evidence& evidence, const Measurement& m) const {
  const std::vector<std::string> owners = evidence.owners(m.fingerprint, m.key.model);
  for (const std::string& model : owners)
    addMeasured(rows, evidence, m, model, true);
  const std::vector<std::string> models = evidence.models();
  if (owners.empty() && std::find(models.begin(), models.end(), m.key.model) != models.end())
    addMeasured(rows, evidence, m, m.key.model, false);
}

ResultsModel::Row ResultsModel::rowOf(const Evidence& evidence, const Measurement& m, const std::string& model,
                                      bool own) {
  const bool decode = m.key.kind == CellKey::Kind::Decode;
  Row base;
  base.model = QString::fromStdString(model);
  base.name = nameInTable(evidence, model);
  base.device = m.device_name.empty() || m.device_name == evidence.measured_name(m.key.device)
                    ? deviceName(evidence, m.key.device)
                    : QString::fromStdString(m.device_name);
  base.context = static_cast<double>(decode ? m.key.context : m.key.prompt_tokens);
  base.requests = m.key.batch;
  base.source = m.source;
  base.preview = m.preview;
  base.round = m.round;
  base.origin = QString::fromStdString(m.time_utc);
  QStringList noise;
  for (const std::string& flag : m.noise)
    noise << noiseText(flag);
  if (m.fingerprint.empty())
    noise << noiseText(kUnidentified);
  if (!own)
    noise << tr("of other files that lay here then: counts for nothing");
  base.noise = noise.join(QStringLiteral(", "));
  base.condition = m.condition;
  base.state = stateName(m);
  if (m.row > 0)
    base.command = reproduceCommands({std::to_string(m.run) + ":" + std::to_string(m.row)});
  return base;
}

void ResultsModel::addMeasured(std::vector<Row>& rows, const Evidence& evidence, const Measurement& m,
                               const std::string& model, bool own) const {
  const Row base = rowOf(evidence, m, model, own);
  const auto add = [&](const char* quantity, std::optional<double> value, const char* unit,
                       const std::optional<Estimate>& estimate = {}) {
    if (!value)
      return;
    Row row = base;
    row.quantity = quantity;
    row.value = value;
    row.unit = QString::fromLatin1(unit);
    if (estimate && estimate->ci95) {
      row.low = estimate->ci95->low;
      row.high = estimate->ci95->high;
    }
    row.count = estimate ? estimate->n : 0;
    rows.push_back(std::move(row));
  };
  if (!m.error.empty()) {
    Row failed = base;
    failed.quantity = "failed";
    failed.source = Source::Missing;
    failed.origin = QString::fromStdString(m.error);
    rows.push_back(std::move(failed));
    return;
  }
  const auto middle = [](const std::optional<Estimate>& e) { return e ? std::optional(e->value) : std::nullopt; };
  const auto bytes = [](const std::optional<int64_t>& b) {
    return b ? std::optional(static_cast<double>(*b)) : std::nullopt;
  };
  add("tpot", middle(m.tpot_ms), "ms", m.tpot_ms);
  add("tpot_p95", m.tpot_p95_ms, "ms");
  add("tpot_p99", m.tpot_p99_ms, "ms");
  add("ttft", middle(m.ttft_ms), "ms", m.ttft_ms);
  add("decode_rate", m.decode_tokens_per_s, "tokens/s");
  add("prefill_rate", m.prefill_tokens_per_s, "tokens/s");
  add("weights", static_cast<double>(m.weight_bytes), "bytes");
  add("state", static_cast<double>(m.state_bytes), "bytes");
  add("activations", static_cast<double>(m.activation_bytes), "bytes");
  add("peak_rss", bytes(m.peak_rss_bytes), "bytes");
  add("device_memory", bytes(m.device_bytes), "bytes");
  add("flops", m.flops_per_token, "flop/token");
  add("bytes", m.bytes_per_token, "bytes/token");
  add("roofline", m.roofline_share, "");
  if (m.energy && m.energy->source != Source::Missing) // its reason stands on the axis
    addEnergy(rows, base, *m.energy);
}

void ResultsModel::addEnergy(std::vector<Row>& rows, const Row& base, const Energy& energy) {
  Row row = base;
  row.quantity = "energy";
  row.source = energy.source;
  row.origin = QString::fromStdString(energy.from);
  row.value = energy.joules_per_token;
  row.unit = QStringLiteral("J/token");
  row.round = -1;
  if (energy.ci95) {
    row.low = energy.ci95->low;
    row.high = energy.ci95->high;
  }
  rows.push_back(row);
  if (!energy.idle_watts)
    return;
  row.quantity = "whole_energy";
  row.value = energy.whole_joules_per_token;
  row.low.reset();
  row.high.reset();
  rows.push_back(std::move(row));
}

void ResultsModel::addScore(const Evidence& evidence, const Score& score, const std::string& model) {
  Row row;
  row.model = QString::fromStdString(model);
  row.name = nameInTable(evidence, model);
  row.quantity = "score";
  row.metric = score.task == Score::Task::Divergence
                   ? tr("KL divergence from %1").arg(QString::fromStdString(score.against))
                   : publishedMetricName(own_metric(score));
  row.context = static_cast<double>(score.context);
  row.requests = 1;
  const bool lookup = score.task == Score::Task::Lookup;
  row.value = lookup ? 100 * score.value : score.value;
  if (score.ci95 && score.task != Score::Task::Divergence) { // there it belongs to the share of equal first choices
    row.low = score.ci95->low * (lookup ? 100 : 1);
    row.high = score.ci95->high * (lookup ? 100 : 1);
  }
  row.unit = QLatin1String(lookup ? "percent" : score.task == Score::Task::BitsPerByte ? "bits/byte" : "nats");
  row.count = static_cast<int>(std::min<int64_t>(score.n, INT32_MAX));
  row.source = score.source;
  row.preview = !score.complete;
  if (score.fingerprint.empty())
    row.noise = noiseText(kUnidentified);
  row.origin = textOrigin(score.file, score.bytes, score.time_utc);
  m_rows.push_back(std::move(row));
}

void ResultsModel::addPublished(const Evidence& evidence, const std::string& model) {
  const PublishedResults* published = evidence.published();
  if (!published)
    return;
  for (const std::string& metric : published->metrics(evidence.study().quality_group)) {
    const PublishedResult* result = evidence.published_row(model, metric);
    if (!result)
      continue;
    Row row;
    row.model = QString::fromStdString(model);
    row.name = nameInTable(evidence, model);
    row.quantity = "published";
    row.metric = publishedMetricName(metric);
    row.value = result->value;
    if (result->eval_context > 0)
      row.context = static_cast<double>(result->eval_context); // the longest text it was tested on
    if (result->ci95) {
      row.low = result->ci95->low;
      row.high = result->ci95->high;
    }
    row.unit = QString::fromStdString(result->unit);
    row.count = static_cast<int>(result->items);
    row.source = Source::Published;
    row.origin = QString::fromStdString(result->source());
    if (!result->table.empty())
      row.origin += QStringLiteral(", ") + QString::fromStdString(result->table);
    m_rows.push_back(std::move(row));
  }
}

QString ResultsModel::quantityName(const Row& row) {
  const QString key = QString::fromLatin1(row.quantity);
  const std::pair<const char*, QString> names[] = {
      {"tpot", tr("Time per output token")},
      {"tpot_p95", tr("Time per output token, 95th percentile")},
      {"tpot_p99", tr("Time per output token, 99th percentile")},
      {"ttft", tr("Time to first token")},
      {"decode_rate", tr("Decode rate, all requests")},
      {"prefill_rate", tr("Prefill rate, all requests")},
      {"weights", tr("Weights")},
      {"state", tr("Cache and state, all requests")},
      {"activations", tr("Activations")},
      {"peak_rss", tr("Peak resident memory")},
      {"device_memory", tr("Memory taken on the device")},
      {"flops", tr("Operations per token")},
      {"bytes", tr("Bytes moved per token")},
      {"roofline", tr("Share of the machine's limit")},
      {"energy", tr("Energy per token")},
      {"whole_energy", tr("Energy per token, with that of the idle machine")},
      {"memory", tr("Weights, cache and state")},
      {"failed", tr("Not measured")}};
  for (const auto& [id, text] : names)
    if (key == QLatin1String(id))
      return text;
  return row.metric;
}

QString ResultsModel::sourceName(const Row& row) {
  switch (row.source) {
  case Source::Measured: return row.preview ? tr("measured, preview") : tr("measured");
  case Source::Imported: return tr("imported");
  case Source::Modelled: return row.formula ? tr("by formula") : tr("modelled");
  case Source::Published: return tr("published");
  case Source::Missing: break;
  }
  return tr("missing");
}

QString ResultsModel::stateName(const Measurement& m) {
  QStringList parts;
  if (const QString state = conditionText(m.condition, m.lost_share, m.lost_to); !state.isEmpty())
    parts << state;
  else
    parts << (m.preview ? tr("preview") : tr("quiet"));
  if (m.how == Reading::Slices)
    parts << tr("measured in slices");
  return listText(parts);
}

QVariant ResultsModel::cell(const Row& row, int column) const {
  const auto maybe = [](const std::optional<double>& value) { return value ? QVariant(*value) : QVariant(); };
  switch (column) {
  case ModelColumn: return row.name;
  case IdColumn: return row.model;
  case DeviceColumn: return row.device;
  case QuantityColumn: return quantityName(row);
  case ContextColumn: return maybe(row.context);
  case RequestsColumn: return maybe(row.requests);
  case ValueColumn: return maybe(row.value);
  case LowColumn: return maybe(row.low);
  case HighColumn: return maybe(row.high);
  case UnitColumn: return row.unit;
  case CountColumn: return row.count > 0 ? QVariant(row.count) : QVariant();
  case SourceColumn: return sourceName(row);
  case OriginColumn:
    return row.round >= 0 && row.source != Source::Missing ? tr("round %1, %2").arg(row.round + 1).arg(row.origin)
                                                           : row.origin;
  case StateColumn: return row.state;
  case NoiseColumn: return row.noise;
  case CommandColumn: return row.command;
  default: return {};
  }
}

int ResultsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int ResultsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ResultsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid))
    return {};
  const Row& row = m_rows[static_cast<size_t>(index.row())];
  if (role == ModelIdRole)
    return row.model;
  const QVariant value = cell(row, index.column());
  const bool isNumber = value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Int;
  switch (role) {
  case Qt::DisplayRole: return isNumber ? QVariant(number(value.toDouble(), QLocale())) : value;
  case TsvRole: return isNumber ? QVariant(QString::number(value.toDouble(), 'g', 12)) : value;
  case SortRole: return value;
  case Qt::TextAlignmentRole: return isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
  case Qt::ToolTipRole:
    return index.column() == OriginColumn || index.column() == NoiseColumn || index.column() == QuantityColumn ||
                   index.column() == StateColumn || index.column() == CommandColumn || index.column() == IdColumn
               ? value
               : QVariant();
  default: return {};
  }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && (section == LowColumn || section == HighColumn))
    return tr("The 95 % interval; of a cost, the range of what is stated.");
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount)
    return {};
  switch (section) {
  case ModelColumn: return tr("Model");
  case IdColumn: return tr("Id");
  case DeviceColumn: return tr("Device");
  case QuantityColumn: return tr("Quantity");
  case ContextColumn: return tr("Tokens");
  case RequestsColumn: return tr("Requests");
  case ValueColumn: return tr("Value");
  case LowColumn: return tr("From");
  case HighColumn: return tr("to");
  case UnitColumn: return tr("Unit");
  case CountColumn: return tr("n");
  case SourceColumn: return tr("Source");
  case StateColumn: return tr("State");
  case OriginColumn: return tr("Run or paper");
  case NoiseColumn: return tr("Noise");
  default: return tr("Measure again");
  }
}

void ResultsModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
  if (!m_rows.empty())
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QString ResultsModel::tsv(const QModelIndexList& rows) const {
  static constexpr const char* kNames[] = {"model", "id",     "device", "quantity", "tokens", "requests",
                                           "value", "low",    "high",   "unit",     "n",      "source",
                                           "state", "origin", "noise",  "command"};
  static_assert(std::size(kNames) == ColumnCount);
  QStringList names;
  for (const char* name : kNames)
    names << QString::fromLatin1(name);
  QString text = names.join(QLatin1Char('\t')) + QLatin1Char('\n');
  for (const QModelIndex& at : rows) {
    QStringList cells;
    for (int column = 0; column < ColumnCount; ++column)
      cells << index(at.row(), column)
                   .data(TsvRole)
                   .toString()
                   .replace(QLatin1Char('\t'), QLatin1Char(' '))
                   .replace(QLatin1Char('\n'), QLatin1Char(' '));
    text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
  }
  return text;
}

ResultsFilter::ResultsFilter(QObject* parent) : QSortFilterProxyModel(parent) { setSortRole(ResultsModel::SortRole); }

void ResultsFilter::setSearch(const QString& text) {
  m_search = text.trimmed();
  invalidateFilter();
}

bool ResultsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  if (m_search.isEmpty())
    return true;
  for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
    if (sourceModel()->index(row, column, parent).data().toString().contains(m_search, Qt::CaseInsensitive))
      return true;
  return false;
}

bool ResultsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(ResultsModel::SortRole), b = right.data(ResultsModel::SortRole);
  if (!a.isValid() || !b.isValid())
    return !a.isValid() && b.isValid(); // missing values together, first
  if (a.typeId() == QMetaType::QString)
    return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
  return a.toDouble() < b.toDouble();
}

} // namespace pareto::ui
