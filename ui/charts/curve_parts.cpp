// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/curve_parts.h"

#include "ui/charts/chart_parts.h"
#include "ui/words/format.h"
#include "ui/words/labelled.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

constexpr double kBesideMarks = 1.12; ///< times

struct CurvePartsTexts {
  Q_DECLARE_TR_FUNCTIONS(CurveParts)
};

OperatingPoint placeOf(const ViewState& state, double at) {
  OperatingPoint place = state.at;
  if (state.along == Along::Context)
    place.context = std::llround(at);
  else
    place.requests = static_cast<int>(std::lround(at));
  return place;
}

} // namespace

void setAlongAxis(ChartSpec& chart, Along along) {
  const Interval span = span_of(along);
  chart.x.title =
      along == Along::Context ? CurvePartsTexts::tr("Context length") : CurvePartsTexts::tr("Simultaneous requests");
  chart.x.unit = along == Along::Context ? CurvePartsTexts::tr("tokens") : QString();
  chart.x.format = AxisFormat::Tokens;
  chart.x.logarithmic = true;
  chart.x.low = span.low / kBesideMarks; // marks at an end cover no tick's label
  chart.x.high = span.high * kBesideMarks;
}

void addGuide(ChartSpec& chart, const ViewState& state) {
  const double at = state.along == Along::Context ? static_cast<double>(state.at.context) : state.at.requests;
  chart.guides.push_back({Qt::Vertical, at, formatValue(at, AxisFormat::Tokens)});
}

QStringList placeColumns() {
  return contenderColumns() + QStringList{QStringLiteral("context_tokens"), QStringLiteral("requests")};
}

void addCurve(ChartSpec& chart, const Evidence& evidence, const ViewState& state, Metric metric,
              const Contender& contender, const QStringList& cells, Extent& extent, QList<Quantity>& shown) {
  const AxisChoice axis{metric, {}};
  const bool formula = row_of(metric).timed == Timed::Nothing;
  const Interval span = span_of(state.along);
  SeriesSpec series = seriesOf(evidence, state, contender);
  series.line = true;
  series.marks = !formula;
  series.sideBySide = series.marks; // equal times are seen as so many marks
  const QString heading = contenderHeading(evidence, contender);
  for (const CurvePoint& point :
       evidence.curve(contender.model, metric, state.along, place_on(state.at, contender), span.low, span.high)) {
    const OperatingPoint place = placeOf(state, point.at);
    PointSpec spec;
    spec.x = point.at;
    spec.y = *point.quantity.value;
    spec.yInterval = point.quantity.ci95;
    spec.fill = fillOf(point.quantity, point.quantity); // a formula: solid, without marks
    spec.preview = point.quantity.preview;
    spec.hover = QStringList{heading, placeText(place),
                             labelled(metricTitle(evidence, axis), quantityText(point.quantity, axisFormat(axis)))}
                     .join(QLatin1Char('\n'));
    series.points << spec;
    chart.rows << contenderCells(evidence, contender) +
                      QStringList{QString::number(place.context), QString::number(place.requests)} + cells +
                      quantityCells(point.quantity);
    if (point.quantity.reach == Reach::Beyond)
      extent.includeBand(point.quantity);
    else
      extent.include(point.quantity);
    shown << point.quantity;
  }
  if (!series.points.isEmpty())
    chart.series << series;
}

} // namespace pareto::ui
