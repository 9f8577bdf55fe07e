// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/latency/latency_chart.h"

#include "ui/charts/chart_parts.h"
#include "ui/charts/curve_parts.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/sentences.h"

namespace pareto::ui {

namespace {

void addCrossovers(ChartSpec& chart, const std::vector<Figure>& crossings) {
  for (const Figure& crossing : crossings)
    chart.stripes.push_back(
        {*crossing.quantity.value, crossing.quantity.ci95, formatValue(*crossing.quantity.value, AxisFormat::Tokens)});
}

} // namespace

ChartSpec latencyChart(const Evidence& evidence, const ViewState& state) {
  ChartSpec chart;
  const AxisChoice axis{state.latency_metric, {}};
  chart.id = QStringLiteral("latency");
  setAlongAxis(chart, state.along);
  chart.y = axisOf(evidence, axis);
  chart.y.logarithmicAt = 1; // at any length of prompt, whatever is ticked: the eye compares from one look to the next
  chart.y.steady = true;
  chart.columns = placeColumns() + quantityColumns(QString::fromStdString(column_of(axis)));
  const std::vector<Contender> compared = contenders(evidence, state);
  Extent extent;
  QList<Quantity> shown;
  for (const Contender& contender : compared)
    addCurve(chart, evidence, state, state.latency_metric, contender, {}, extent, shown);
  fitAxis(chart.y, extent);
  addGuide(chart, state);
  const Crossings found = crossings(evidence, state);
  addCrossovers(chart, found.figures);
  addProvenance(chart, evidence, compared, shown);
  chart.sentence = sentence(found, evidence, state);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = nothingMeasured(state);
  return chart;
}

} // namespace pareto::ui
