// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/latency/latency_chart.h"

#include "ui/charts/chart_parts.h"
#include "ui/charts/curve_parts.h"
#include "ui/export/slide.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct LatencyChartTexts {
  Q_DECLARE_TR_FUNCTIONS(LatencyChart)
};

void addCrossovers(ChartSpec& chart, const std::vector<Figure>& crossings) {
  for (const Figure& crossing : crossings)
    chart.stripes.push_back(
        {*crossing.quantity.value, crossing.quantity.ci95, formatValue(*crossing.quantity.value, AxisFormat::Tokens)});
}

bool isFaster(const Crossover& c) {
  using Kind = Crossover::Kind;
  return c.kind == Kind::AlwaysBelow || c.kind == Kind::PartlyBelow || c.kind == Kind::FallsBelow ||
         c.kind == Kind::RisesAbove;
}

/// How many are surely faster anywhere, and the least place at which one is: short enough for a slide, where the
/// sentence beneath says each. A place between measured ones is said with two digits.
QString titleOf(const Evidence& evidence, const ViewState& state, const Crossings& found) {
  if (found.kind != Crossings::Kind::Known)
    return {};
  const QString metric = metricTitle(evidence, {found.metric, {}}),
                baseline = contenderName(evidence, state, found.baseline);
  double first = INFINITY;
  int faster = 0;
  for (const Crossover& c : found.known)
    if (isFaster(c)) {
      first = std::min(first, c.kind == Crossover::Kind::FallsBelow ? round_significant(c.at, 2) : c.low);
      ++faster;
    }
  if (faster == 0)
    return LatencyChartTexts::tr("%1: nobody is surely faster than %2").arg(metric, baseline);
  const QString all = QString::number(found.known.size() + found.unknown.size()),
                from = formatValue(first, AxisFormat::Tokens);
  const QString whole = (found.along == Along::Context
                             ? LatencyChartTexts::tr("%1: %2 of %3 surely beat %4, the first from %5 tokens on")
                             : LatencyChartTexts::tr("%1: %2 of %3 surely beat %4, the first from %5 requests on"))
                            .arg(metric, QString::number(faster), all, baseline, from);
  return whole.size() <= kSlideTitleLength
             ? whole
             : LatencyChartTexts::tr("%1: %2 of %3 surely beat %4").arg(metric, QString::number(faster), all, baseline);
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
  addProvenance(chart, evidence, compared, shown, true); // its ends are modelled where they lie beyond
  chart.sentence = sentence(found, evidence, state);
  chart.title = titleOf(evidence, state, found);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = nothingMeasured(state);
  return chart;
}

} // namespace pareto::ui
