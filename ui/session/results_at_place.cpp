// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of ResultsModel that move with the operating point: memory by formula, and what a month costs.
#include "core/decide/speed_model.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "ui/session/results_model.h"
#include "ui/words/core_text.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace pareto::ui {

void ResultsModel::setPlace(const Evidence& evidence, const ViewState& view) {
  std::vector<Row> rows = placeRows(evidence, view);
  const auto at = static_cast<int>(m_rows.size() - m_placeRows);
  if (rows.size() == m_placeRows) { // a step of a slider: their cells, in place
    if (std::equal(rows.begin(), rows.end(), m_rows.begin() + at))
      return;
    std::move(rows.begin(), rows.end(), m_rows.begin() + at);
    Q_EMIT dataChanged(index(at, 0), index(rowCount() - 1, ColumnCount - 1));
    return;
  }
  if (m_placeRows > 0) {
    beginRemoveRows({}, at, rowCount() - 1);
    m_rows.erase(m_rows.begin() + at, m_rows.end());
    m_placeRows = 0;
    endRemoveRows();
  }
  if (rows.empty())
    return;
  beginInsertRows({}, at, at + static_cast<int>(rows.size()) - 1);
  m_placeRows = rows.size();
  std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
  endInsertRows();
}

std::vector<ResultsModel::Row> ResultsModel::placeRows(const Evidence& evidence, const ViewState& view) {
  std::vector<Row> rows;
  const std::vector<Contender> compared = contenders(evidence, view);
  std::set<std::string> models; // of several devices one model has one memory by formula
  for (const Contender& who : compared)
    if (models.insert(who.model).second)
      addMemory(rows, evidence, view, who.model);
  if (!evidence.study().cost[CostField::RequestsPerDay].value)
    return rows;
  for (const Contender& who : compared) {
    const CostReport report = cost_columns(evidence, who);
    addCost(rows, evidence, report, Way::Own, who);
    addCost(rows, evidence, report, Way::Rented, who);
    if (who == compared.back()) // the others do not depend on the model
      for (const Way way : {Way::Api, Way::Today})
        addCost(rows, evidence, report, way, {});
  }
  return rows;
}

void ResultsModel::addMemory(std::vector<Row>& rows, const Evidence& evidence, const ViewState& view,
                             const std::string& model) {
  const SpeedModel* formulas = evidence.formulas(model);
  const Quantity whole = evidence.value(model, Metric::Memory, view.at);
  if (!formulas || !whole.value)
    return;
  Row row;
  row.model = QString::fromStdString(model);
  row.name = modelName(evidence, model);
  row.context = static_cast<double>(view.at.context);
  row.requests = view.at.requests;
  row.unit = QStringLiteral("bytes");
  row.source = whole.source;
  row.formula = true;
  row.command = shown(memory_command(model, evidence.study().precision, view.at));
  const Footprint& footprint = formulas->footprint();
  for (const auto& [quantity, bytes] :
       {std::pair("weights", static_cast<double>(footprint.weight_bytes())),
        std::pair("state", static_cast<double>(footprint.state(view.at.requests, view.at.context).total())),
        std::pair("memory", *whole.value)}) {
    row.quantity = quantity;
    row.value = bytes;
    rows.push_back(row);
  }
}

void ResultsModel::addCost(std::vector<Row>& rows, const Evidence& evidence, const CostReport& report, Way way,
                           const Contender& who) {
  const WayCost& cost = report.of(way);
  if (cost.gap != CostGap::None)
    return;
  const WindowVoice voice;
  Row row;
  row.model = QString::fromStdString(who.model);
  if (!who.model.empty()) {
    row.name = modelName(evidence, who.model);
    row.device = deviceName(evidence, who.device);
    row.preview = report.capacity.preview;
    row.condition = report.condition_of(way);
  }
  row.quantity = "cost";
  row.metric = tr("Cost a month: %1").arg(shown(way_name(voice, way)));
  row.context = static_cast<double>(evidence.study().workload.prompt_tokens);
  row.value = cost.month.value;
  row.unit = QStringLiteral("%1/month").arg(QLatin1String(to_string(report.currency)));
  if (cost.month.low < cost.month.high) {
    row.low = cost.month.low;
    row.high = cost.month.is_open() ? std::nullopt : std::optional(cost.month.high);
  }
  row.source = cost.source;
  QStringList state{cost.month.is_open() ? tr("upper end unknown") : QString(),
                    row.condition == Condition::Quiet ? QString() : tr("from disturbed times"),
                    row.preview ? tr("preview") : QString()};
  state.removeAll(QString());
  row.state = listText(state);
  row.origin =
      shown(joined({volume_text(voice, evidence.study().cost), scope_text(voice, way, cost.left_out)}, " \u00b7 "));
  row.command = shown(cost_command(who));
  rows.push_back(std::move(row));
}

} // namespace pareto::ui
