// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/quality/quality_chart.h"

#include "core/decide/words/metric_words.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/quality_words.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <algorithm>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(QualityChart)
};

/// Marks of the study are those it has everywhere; others keep their architecture's where the catalogue has it.
SeriesSpec seriesOf(const Evidence& evidence, const ViewState& view, const TestedModel& model) {
  if (!model.model.empty())
    return seriesOf(evidence, model.model, view);
  SeriesSpec series;
  series.name = QString::fromStdString(model.name);
  series.architecture = QString::fromStdString(model.architecture);
  series.family = familyOf(series.architecture);
  return series;
}

QString hoverOf(const QString& name, const TestedAt& point) {
  QStringList lines{name, quantityText(point.quantity, AxisFormat::Number)};
  if (point.length > 0)
    lines.insert(1, Texts::tr("at %1 tokens").arg(QLocale().toString(qlonglong(point.length))));
  return lines.join(QLatin1Char('\n'));
}

PointSpec pointOf(const QString& name, const TestedAt& tested) {
  PointSpec point;
  point.fill = fillOf(tested.quantity, tested.quantity);
  point.preview = tested.quantity.preview;
  point.hover = hoverOf(name, tested);
  return point;
}

AxisSpec valueAxis(const QualityView& quality) {
  AxisSpec axis;
  axis.title = shown(family_text(WindowVoice(), quality.test));
  axis.unit = shown(unit_text(WindowVoice(), quality.unit));
  axis.better = quality.higher_is_better ? Better::Higher : Better::Lower;
  axis.published = quality.task != AskedTask::Own;
  axis.logarithmicAt = INFINITY;
  return axis;
}

void fit(AxisSpec& axis, const QualityView& quality) {
  Extent extent;
  for (const TestedModel& model : quality.models)
    for (const TestedAt& point : model.points)
      extent.include(point.quantity);
  fitAxis(axis, extent);
  axis.logarithmic = false;
  if (quality.unit == QualityUnit::RightOf100)
    axis.high = std::min(axis.high, 105.0);
  else if (extent.low > 0 && extent.high / extent.low < 2) // small differences of large numbers
    axis.low = extent.low - 0.3 * (extent.high - extent.low) - 0.01 * extent.low;
}

/// What one looks at, beyond the tested lengths: the last value, hollow, so that nobody reads a measurement there.
void addUntested(SeriesSpec& series, const TestedModel& model, int64_t context) {
  const TestedAt& last = model.points.back();
  if (last.length == 0 || last.length >= context)
    return;
  PointSpec point = pointOf(series.name, last);
  point.x = static_cast<double>(context);
  point.y = *last.quantity.value;
  point.fill = MarkFill::Untested;
  point.label = Texts::tr("tested to %1").arg(QLocale().toString(qlonglong(last.length)));
  series.points << point;
}

void addLines(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const QualityView& quality) {
  chart.x.title = Texts::tr("Length of the text");
  chart.x.unit = Texts::tr("tokens");
  chart.x.format = AxisFormat::Tokens;
  chart.x.logarithmic = true;
  chart.y = valueAxis(quality);
  double low = static_cast<double>(view.at.context), high = low;
  for (const TestedModel& model : quality.models) {
    SeriesSpec series = seriesOf(evidence, view, model);
    series.line = true;
    series.dashed = model.model.empty();
    for (const TestedAt& tested : model.points) {
      if (tested.length == 0)
        continue;
      PointSpec point = pointOf(series.name, tested);
      point.x = static_cast<double>(tested.length);
      point.y = *tested.quantity.value;
      point.yInterval = tested.quantity.ci95;
      low = std::min(low, point.x);
      high = std::max(high, point.x);
      series.points << point;
    }
    addUntested(series, model, view.at.context);
    if (!series.points.isEmpty())
      chart.series << series;
  }
  chart.x.low = low / 1.3;
  chart.x.high = high * 1.3;
  fit(chart.y, quality);
  chart.guides.push_back({Qt::Vertical, static_cast<double>(view.at.context),
                          formatValue(static_cast<double>(view.at.context), AxisFormat::Tokens)});
}

/// The best at the top.
void addRows(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const QualityView& quality) {
  chart.x = valueAxis(quality);
  const bool counted = std::all_of(quality.models.begin(), quality.models.end(), [](const TestedModel& model) {
    return is_counted(*model.last().value, model.last().ci95);
  });
  auto row = static_cast<double>(quality.models.size()) - 1;
  for (const TestedModel& model : quality.models) {
    SeriesSpec series = seriesOf(evidence, view, model);
    chart.y.categories.prepend(series.name);
    PointSpec point = pointOf(series.name, model.points.back());
    point.x = *model.last().value;
    point.y = row--;
    point.xInterval = model.last().ci95;
    const bool beyond = model.points.back().length > 0 && model.points.back().length < view.at.context;
    if (beyond)
      point.fill = MarkFill::Untested;
    point.label = formatEstimate(point.x, point.xInterval, AxisFormat::Number, QLocale(), counted);
    series.points << point;
    chart.series << series;
  }
  chart.y.low = -0.6;
  chart.y.high = std::max(0.4, static_cast<double>(quality.models.size()) - 0.4);
  fit(chart.x, quality);
}

/// From step to step, each at its place.
void addSteps(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const QualityView& quality) {
  chart.x.title = shown(along_text(WindowVoice(), quality.along));
  for (const std::string& step : quality.steps)
    chart.x.categories << shown(step_text(WindowVoice(), step));
  chart.x.low = -0.4;
  chart.x.high = static_cast<double>(quality.steps.size()) - 0.6;
  chart.y = valueAxis(quality);
  chart.y.title = shown(task_text(WindowVoice(), quality.task));
  for (const TestedModel& model : quality.models) {
    SeriesSpec series = seriesOf(evidence, view, model);
    series.line = true;
    series.dashed = model.model.empty();
    for (const TestedAt& tested : model.points) {
      PointSpec point = pointOf(series.name, tested);
      point.x = static_cast<double>(tested.step);
      point.y = *tested.quantity.value;
      point.yInterval = tested.quantity.ci95;
      if (tested.length > 0 && tested.length < view.at.context)
        point.fill = MarkFill::Untested;
      series.points << point;
    }
    chart.series << series;
  }
  fit(chart.y, quality);
}

void addTable(ChartSpec& chart, const QualityView& quality) {
  chart.columns = QStringList{QStringLiteral("model"), QStringLiteral("name"), QStringLiteral("architecture"),
                              QStringLiteral("test"), QStringLiteral("tokens")} +
                  quantityColumns(QStringLiteral("value"));
  for (const TestedModel& model : quality.models)
    for (const TestedAt& point : model.points)
      chart.rows << QStringList{QString::fromStdString(model.model), QString::fromStdString(model.name),
                                QString::fromStdString(model.architecture),
                                QString::fromStdString(quality.steps.empty() ? quality.test
                                                                             : quality.steps[point.step]),
                                point.length > 0 ? QString::number(point.length) : QString()} +
                        quantityCells(point.quantity);
}

/// Models that stand in the table beside the study's: the footer names them too.
void addOthers(ChartSpec& chart, const QualityView& quality) {
  QStringList names;
  for (const TestedModel& model : quality.models)
    if (model.model.empty())
      names << QString::fromStdString(model.name);
  constexpr qsizetype kModels = 1; // the line of the study's
  if (!names.isEmpty() && chart.provenance.size() > kModels)
    chart.provenance[kModels] += Texts::tr("; beside them, from the same table: %1").arg(listText(names));
}

} // namespace

ChartSpec qualityChart(const Evidence& evidence, const ViewState& view, const QualityView& quality) {
  const WindowVoice voice(readerOf(view.running));
  ChartSpec chart;
  chart.id = QStringLiteral("quality");
  const bool steps = quality.along != QualityAlong::Length;
  chart.sentence = shown(steps ? steps_sentence({voice, evidence, view}, quality)
                               : quality_sentence({voice, evidence, view}, quality));
  chart.accessibleText = chart.sentence;
  if (quality.models.empty()) {
    chart.emptyText = chart.sentence;
    return chart;
  }
  if (steps)
    addSteps(chart, evidence, view, quality);
  else if (quality.along_length)
    addLines(chart, evidence, view, quality);
  else
    addRows(chart, evidence, view, quality);
  addTable(chart, quality);
  QList<Quantity> values;
  std::vector<Contender> compared;
  for (const TestedModel& model : quality.models) {
    values << model.last();
    if (!model.model.empty())
      compared.push_back({model.model, shown_device(evidence, view)});
  }
  addProvenance(chart, evidence, compared, values);
  addOthers(chart, quality);
  if (!steps)
    chart.title = shown(quality_title({voice, evidence, view}, quality));
  return chart;
}

} // namespace pareto::ui
