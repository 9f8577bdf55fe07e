// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memory/fit_chart.h"

#include "core/decide/words/names.h"
#include "core/decide/words/target_words.h"
#include "core/formats/opened_models.h"
#include "core/numeric/precision.h"
#include "core/study/study.h"
#include "ui/charts/chart_parts.h"
#include "ui/session/target_list.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace pareto::ui {

namespace {

struct FitChartTexts {
  Q_DECLARE_TR_FUNCTIONS(FitChart)
};

constexpr double kHalf = 0.46; ///< of a cell
const QString kNotOne = QStringLiteral("×");

std::vector<const Machine*> machinesOf(ShelfPart part) {
  std::vector<const Machine*> machines;
  if (targetList())
    for (const Machine& machine : targetList()->catalogue.machines())
      if (shelf_part(machine) == part)
        machines.push_back(&machine);
  std::stable_sort(machines.begin(), machines.end(), [](const Machine* a, const Machine* b) {
    return a->memory_bytes.value_or(INT64_MAX) < b->memory_bytes.value_or(INT64_MAX);
  });
  return machines;
}

QString labelOf(const Fit& fit) {
  if (!fit.known())
    return QStringLiteral("?");
  if (fit.requests >= kMostFitting)
    return QStringLiteral("∞");
  return fit.fits() ? QLocale().toString(qlonglong(fit.requests)) : kNotOne;
}

BlockFill fillOf(const Fit& fit, int requests) {
  if (!fit.known())
    return BlockFill::Outline;
  return fit.requests >= requests ? BlockFill::Light : BlockFill::Hatched;
}

/// One column: a model of the study, or its architecture at another size.
struct Column {
  std::string model; ///< of the study: name, colour, what a click selects
  QString name;
  FitModel fit;
};

/// A column begins: its name, colour, legend and keyboard.
void beginColumn(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const Column& column) {
  chart.x.categories << column.name;
  SeriesSpec series = seriesOf(evidence, column.model, view);
  series.name = column.name;
  series.marks = false;
  chart.series << series;
}

void addCell(ChartSpec& chart, const ViewState& view, const Fit& fit, double row) {
  SeriesSpec& series = chart.series.last();
  const auto column = static_cast<double>(chart.series.size()) - 1;
  BlockSpec cell;
  cell.left = column - kHalf;
  cell.right = column + kHalf;
  cell.bottom = row - kHalf;
  cell.top = row + kHalf;
  cell.fill = fillOf(fit, view.at.requests);
  cell.family = series.family;
  cell.model = series.model;
  cell.label = labelOf(fit);
  cell.hover =
      QStringList{series.name, chart.y.categories.at(static_cast<qsizetype>(row)), shown(fit_text(WindowVoice(), fit))}
          .join(QLatin1Char('\n'));
  PointSpec point;
  point.x = column;
  point.y = row;
  point.hover = cell.hover;
  series.points << point;
  chart.blocks << cell;
  chart.rows << QStringList{QString::fromStdString(fit.model),
                            series.name,
                            QString::fromStdString(fit.machine),
                            fit.known() ? QString::number(fit.requests) : QString(),
                            fit.known() ? QString::number(*fit.memory_bytes) : QString(),
                            QString::number(fit.weight_bytes),
                            QString::number(fit.request_bytes),
                            fit.machines ? QString::number(*fit.machines) : QString()};
}

/// By formula alone: nothing is loaded. What lies in files has one size, and stands at no other.
std::vector<Column> columnsOf(const Evidence& evidence, const ViewState& view, const std::string& size) {
  std::vector<Column> columns;
  const auto precision = parse_precision(evidence.study().precision);
  static std::map<std::pair<std::string, std::string>, std::optional<Footprint>> known; // by model and precision
  for (const std::string& model : shown_models(evidence, view)) {
    if (size.empty()) {
      columns.push_back({model, modelName(evidence, model), {model, &evidence.formulas(model)->footprint()}});
      continue;
    }
    const std::string sized = at_size(model, size);
    if (sized == model && !model.ends_with("@" + size))
      continue;
    const auto [at, isNew] = known.try_emplace({sized, evidence.study().precision});
    if (isNew && precision)
      if (auto footprint = footprint_once(sized, load_options(*precision)))
        at->second = std::move(*footprint);
    if (at->second)
      columns.push_back(
          {model, FitChartTexts::tr("%1, %2").arg(modelName(evidence, model), sizeText(size)), {sized, &*at->second}});
  }
  return columns;
}

/// On how many machines a column's requests all fit, of how many nobody knows it, and how many such requests all
/// machines hold together.
struct Room {
  int machines = 0, unknown = 0;
  int64_t requests = 0;
};
using Holding = std::vector<Room>; ///< in the order of the columns

/// Row by row of each column.
Holding addGrid(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const std::vector<Column>& columns,
                const std::vector<const Machine*>& machines, int64_t tokens) {
  std::vector<FitModel> models;
  for (const Column& column : columns)
    models.push_back(column.fit);
  size_t place = 0;
  Holding holding;
  for (const Fit& fit : fit_grid(models, machines, tokens)) {
    if (place % machines.size() == 0) {
      beginColumn(chart, evidence, view, columns[place / machines.size()]);
      holding.emplace_back();
    }
    addCell(chart, view, fit, static_cast<double>(machines.size() - 1 - place++ % machines.size()));
    holding.back().machines += fit.known() && fit.requests >= view.at.requests;
    holding.back().unknown += !fit.known();
    holding.back().requests += fit.known() ? fit.requests : 0;
  }
  return holding;
}

constexpr double kRoomier = 1.5; ///< times the room of another: what a title speaks of

/// Where every model fits everywhere: how much more room one leaves than another; empty where they are about alike.
QString roomText(const ChartSpec& chart, const QString& tokens, const Holding& holding) {
  const auto [least, most] = std::minmax_element(holding.begin(), holding.end(),
                                                 [](const Room& a, const Room& b) { return a.requests < b.requests; });
  if (least->requests <= 0 || most->requests >= kMostFitting ||
      static_cast<double>(most->requests) < kRoomier * static_cast<double>(least->requests))
    return {};
  const double times = static_cast<double>(most->requests) / static_cast<double>(least->requests);
  return FitChartTexts::tr("%1: room for %2 times as many requests of %3 tokens as %4")
      .arg(chart.x.categories.at(most - holding.begin()), formatTimes(times), tokens,
           chart.x.categories.at(least - holding.begin()));
}

/// What follows: on how many machines the one that fits worst does, and the others. Counted over all together, one that
/// fits nowhere would hide behind those that fit everywhere.
QString conclusionOf(const ChartSpec& chart, int requests, const QString& tokens, const Holding& holding, int all) {
  const auto fewer = [](const Room& a, const Room& b) { return a.machines < b.machines; };
  const auto least = std::min_element(holding.begin(), holding.end(), fewer);
  const QString
      what = FitChartTexts::tr("%n request(s) of %1 tokens", nullptr, requests).arg(tokens),
      worst = chart.x.categories.at(least - holding.begin()),
      here = FitChartTexts::tr("%1: room for %2 on %3 of %4 machines").arg(worst, what).arg(least->machines).arg(all);
  if (holding.size() == 1)
    return here;
  if (least->machines == std::max_element(holding.begin(), holding.end(), fewer)->machines) {
    if (const QString room = least->machines == all ? roomText(chart, tokens, holding) : QString(); !room.isEmpty())
      return room;
    return FitChartTexts::tr("Room for %1 on %2 of %3 machines, with any of these models")
        .arg(what)
        .arg(least->machines)
        .arg(all);
  }
  Holding others = holding;
  others.erase(others.begin() + (least - holding.begin()));
  const auto [low, high] = std::minmax_element(others.begin(), others.end(), fewer);
  const QString span = low->machines == high->machines
                           ? QString::number(low->machines)
                           : FitChartTexts::tr("%1–%2").arg(low->machines).arg(high->machines);
  return FitChartTexts::tr("%1; others: on %2").arg(here, span);
}

/// Machines whose memory no source states are counted apart.
QString conclusion(const ChartSpec& chart, int requests, const QString& tokens, const Holding& holding) {
  if (holding.empty())
    return FitChartTexts::tr("Does it fit?");
  const int unknown = holding.front().unknown; // of the machines, the same for every model
  const QString said =
      conclusionOf(chart, requests, tokens, holding, static_cast<int>(chart.y.categories.size()) - unknown);
  return unknown > 0 ? FitChartTexts::tr("%1; not known of %2 more").arg(said, QString::number(unknown)) : said;
}

/// What stands around the grid.
void dress(ChartSpec& chart, const Evidence& evidence, const ViewState& view, int64_t tokens, const Holding& holding,
           const QStringList& sizedColumns) {
  const int requests = view.at.requests;
  for (AxisSpec* axis : {&chart.x, &chart.y}) {
    axis->low = -0.6;
    axis->high = std::max(0.4, static_cast<double>(axis->categories.size()) - 0.4);
  }
  chart.meanings = {{BlockFill::Light, FitChartTexts::tr("holds %n request(s) of this length", nullptr, requests)},
                    {BlockFill::Hatched, FitChartTexts::tr("does not")}};
  const auto count = [](int64_t of) { return formatValue(static_cast<double>(of), AxisFormat::Tokens); };
  chart.sentence = conclusion(chart, requests, count(tokens), holding);
  chart.subtitle = FitChartTexts::tr("%1 tokens: a prompt of %2 and its answer of %3")
                       .arg(count(tokens), count(view.at.context), count(view.at.answer_tokens));
  chart.accessibleText = chart.sentence;
  const bool none = std::any_of(chart.blocks.begin(), chart.blocks.end(),
                                [](const BlockSpec& cell) { return cell.label == kNotOne; });
  chart.y.title = none ? FitChartTexts::tr("Requests of %1 tokens that fit (×: not even one)").arg(count(tokens))
                       : FitChartTexts::tr("Requests of %1 tokens that fit").arg(count(tokens));
  chart.provenance = {
      FitChartTexts::tr("Memory of machines by their data sheets of %1, 94 % of it usable").arg(dayOfDataSheets()),
      FitChartTexts::tr("%1; weights %2, cache and state by formula")
          .arg(listText(sizedColumns), QString::fromStdString(evidence.study().precision))};
  chart.badge = modelledBadge(false); // by formula, of machines that are not here
}

} // namespace

ChartSpec fitChart(const Evidence& evidence, const ViewState& view, ShelfPart part, const std::string& size) {
  ChartSpec chart;
  chart.id = QStringLiteral("memory-fit");
  chart.columns = {QStringLiteral("model"),         QStringLiteral("name"),         QStringLiteral("machine"),
                   QStringLiteral("requests"),      QStringLiteral("memory_bytes"), QStringLiteral("weight_bytes"),
                   QStringLiteral("request_bytes"), QStringLiteral("machines")};
  const std::vector<const Machine*> machines = machinesOf(part);
  for (const Machine* machine : machines)
    chart.y.categories.prepend(QString::fromStdString(machine->name));
  const int64_t tokens = view.at.context + view.at.answer_tokens;
  const std::vector<Column> columns = columnsOf(evidence, view, size);
  QStringList sized; // a column at another size says it itself
  for (const Column& column : columns)
    sized << (size.empty() ? shown(sized_name(WindowVoice(), evidence, column.model)) : column.name);
  dress(chart, evidence, view, tokens, addGrid(chart, evidence, view, columns, machines, tokens), sized);
  if (chart.blocks.isEmpty() && !size.empty() && !shown_models(evidence, view).empty())
    chart.emptyText = FitChartTexts::tr("None of the models has another size: they lie in files.");
  else if (chart.blocks.isEmpty())
    chart.emptyText = FitChartTexts::tr("No model is chosen: tick at least one on the left, or add your own.");
  return chart;
}

} // namespace pareto::ui
