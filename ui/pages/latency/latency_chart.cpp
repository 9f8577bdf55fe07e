// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/latency/latency_chart.h"

#include "core/decide/differences.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/curve_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"

#include <QCoreApplication>
#include <QLocale>

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

/// Of tokens or requests: "8,192 tokens", "4,096–32,768 tokens"; a place between measured ones with two digits.
QString stretchText(const Crossover& c, Along along) {
  const bool crosses = c.kind == Crossover::Kind::FallsBelow || c.kind == Crossover::Kind::RisesAbove;
  const auto text = [](double place) { return formatValue(place, AxisFormat::Tokens); };
  const QString places = crosses           ? text(round_significant(c.at, 2))
                         : c.low == c.high ? text(c.low)
                                           : LatencyChartTexts::tr("%1–%2").arg(text(c.low), text(c.high));
  if (along == Along::Context)
    return LatencyChartTexts::tr("%1 tokens").arg(places);
  return !crosses && c.low == 1 && c.high == 1 ? LatencyChartTexts::tr("one request")
                                               : LatencyChartTexts::tr("%1 requests").arg(places);
}

/// Of one or several of whom the same is true: who is faster than whom, and where that was seen.
QString fasterText(const Crossover& c, Along along, const QStringList& who, const QString& baseline) {
  const QString where = stretchText(c, along);
  const int count = static_cast<int>(who.size());
  QString text;
  switch (c.kind) {
  case Crossover::Kind::FallsBelow:
    text = LatencyChartTexts::tr("%1 is/are faster than %2 from about %3 on", nullptr, count);
    break;
  case Crossover::Kind::RisesAbove:
    text = LatencyChartTexts::tr("%1 is/are faster than %2 only up to about %3", nullptr, count);
    break;
  case Crossover::Kind::AlwaysBelow:
    text = LatencyChartTexts::tr("%1 is/are faster than %2 wherever measured: at %3", nullptr, count);
    break;
  default: text = LatencyChartTexts::tr("%1 is/are surely faster than %2 at %3", nullptr, count); break;
  }
  return text.arg(listText(who), baseline, where);
}

/// Those who are faster, where all of them are so at the same places.
std::optional<QString> alikeText(const Evidence& evidence, const ViewState& state, const Crossings& found,
                                 const QString& baseline) {
  const Crossover* first = nullptr;
  QStringList who;
  for (const Crossover& c : found.known) {
    if (!isFaster(c))
      continue;
    if (first && (c.kind != first->kind || stretchText(c, found.along) != stretchText(*first, found.along)))
      return std::nullopt;
    first = &c;
    who << contenderName(evidence, state, {c.challenger, c.challenger_device});
  }
  return first ? std::optional(fasterText(*first, found.along, who, baseline)) : std::nullopt;
}

/// Who is surely faster and where that was measured: short enough for a slide, where the sentence beneath says each. No
/// place is claimed that nobody measured, and those of whom nothing is known are counted.
QString titleOf(const Evidence& evidence, const ViewState& state, const Crossings& found) {
  if (found.kind != Crossings::Kind::Known)
    return {};
  const QString baseline = contenderName(evidence, state, found.baseline);
  const int open = static_cast<int>(found.unknown.size()), known = static_cast<int>(found.known.size());
  const auto faster = std::count_if(found.known.begin(), found.known.end(), isFaster);
  const QString said =
      faster == 0 ? LatencyChartTexts::tr("nobody is surely faster than %1").arg(baseline)
                  : alikeText(evidence, state, found, baseline)
                        .value_or(LatencyChartTexts::tr("%1 of %2 are surely faster than %3, each at other places")
                                      .arg(QString::number(faster), QString::number(known + open), baseline));
  return open == 0 ? said : LatencyChartTexts::tr("%1; %n not known yet", nullptr, open).arg(said);
}

/// Curves may lie apart where no order is stated: what an order has to exceed stands with the intervals.
QString intervalsText(const Evidence& evidence, const ViewState& state, const std::vector<Contender>& compared) {
  const bool few =
      any_of_few_rounds(evidence, compared, baseline_of(evidence, state), {state.latency_metric, {}}, state.at);
  return few ? LatencyChartTexts::tr("95 % interval (an order allows for %1 % between runs as well)")
                   .arg(QLocale().toString(100 * kUnseenDrift, 'f', 0))
             : QString();
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
  chart.intervals = intervalsText(evidence, state, compared);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = nothingMeasured(state);
  return chart;
}

} // namespace pareto::ui
