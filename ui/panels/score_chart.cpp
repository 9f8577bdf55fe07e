// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/score_chart.h"

#include "core/decide/scores.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(ScoreChart)
};

void setAxes(ChartSpec& chart, const Score& score) {
  if (score.task == Score::Task::Lookup) {
    chart.x.title = Texts::tr("Where in the passage the fact stood");
    chart.x.format = AxisFormat::Percent;
    chart.x.low = 0;
    chart.x.high = 100;
    chart.y.title = Texts::tr("Look-ups right");
    chart.y.format = AxisFormat::Percent;
    chart.y.low = 0;
    chart.y.high = 105;
    chart.y.better = Better::Higher;
    return;
  }
  chart.x.title = Texts::tr("Position in the context");
  chart.x.unit = Texts::tr("tokens");
  chart.x.format = AxisFormat::Tokens;
  chart.x.logarithmic = true;
  chart.x.low = static_cast<double>(score.curve.front().position) / 2;
  chart.x.high = static_cast<double>(score.curve.back().position) * 1.1;
  chart.y.title = Texts::tr("Bits per byte");
  chart.y.better = Better::Lower;
}

void addLine(ChartSpec& chart, const Score& score, const Evidence& evidence, const ViewState& state, Extent& extent) {
  const bool lookup = score.task == Score::Task::Lookup;
  SeriesSpec series = seriesOf(evidence, score.model, state);
  series.line = true;
  series.selected = false;
  for (const Score::CurvePoint& at : score.curve) {
    PointSpec point;
    point.x = static_cast<double>(at.position);
    point.y = lookup ? at.value * 100 : at.value;
    point.preview = !score.complete;
    const QString behind = lookup ? Texts::tr("%n question(s)", nullptr, static_cast<int>(at.tokens))
                                  : Texts::tr("%n token(s)", nullptr, static_cast<int>(at.tokens));
    point.hover = modelHeading(evidence, score.model) + QLatin1Char('\n') + formatValue(point.x, chart.x.format) +
                  QStringLiteral(": ") + formatValue(point.y, chart.y.format) + QStringLiteral(" · ") + behind;
    extent.include(point.y);
    series.points << point;
    chart.rows << QStringList{QString::fromStdString(score.model), QString::fromStdString(score.precision),
                              QString::number(at.position), QString::number(point.y, 'g', 17),
                              QString::number(at.tokens)};
  }
  chart.series << series;
}

QString sentenceOf(const Score& score, const QString& name) {
  if (score.task == Score::Task::Lookup)
    return Texts::tr("How often %1 finds a planted fact, by where the fact stood in a passage of %2 tokens.")
        .arg(name, formatValue(static_cast<double>(score.context), AxisFormat::Tokens));
  const double first = score.curve.front().value, last = score.curve.back().value;
  const QString text = gains_from_context(score)
                           ? Texts::tr("%1 reads better the more it has read: %2 bits per byte at the start, "
                                       "%3 at the end of a context of %4 tokens.")
                           : Texts::tr("%1 gains nothing from what it has read: %2 bits per byte at the "
                                       "start, %3 at the end of a context of %4 tokens.");
  return text.arg(name, formatValue(first, AxisFormat::Number), formatValue(last, AxisFormat::Number),
                  formatValue(static_cast<double>(score.context), AxisFormat::Tokens));
}

} // namespace

ChartSpec scoreChart(const Score& chosen, const std::vector<Score>& scores, const Evidence& evidence,
                     const ViewState& state) {
  ChartSpec chart;
  chart.id = QStringLiteral("score");
  if (chosen.curve.empty()) {
    chart.emptyText =
        Texts::tr("A distance between precisions has no curve: choose a row of bits per byte or look-ups.");
    return chart;
  }
  setAxes(chart, chosen);
  const bool lookup = chosen.task == Score::Task::Lookup;
  chart.columns = QStringList{QStringLiteral("model"), QStringLiteral("precision"),
                              lookup ? QStringLiteral("depth_percent") : QStringLiteral("position_tokens"),
                              lookup ? QStringLiteral("right_percent") : QStringLiteral("bits_per_byte"),
                              lookup ? QStringLiteral("questions") : QStringLiteral("tokens")};
  Extent extent;
  for (const Score* score : beside(evidence, chosen, scores))
    addLine(chart, *score, evidence, state, extent);
  if (!lookup)
    fitAxis(chart.y, extent);
  chart.y.logarithmic = false;
  chart.sentence = sentenceOf(chosen, modelName(evidence, chosen.model));
  chart.accessibleText = chart.sentence;
  chart.provenance = {Texts::tr("Text: %1").arg(textOrigin(chosen.file, chosen.bytes, chosen.time_utc)),
                      Texts::tr("Weights: %1").arg(precisionName(chosen.precision)), Texts::tr("Measured here")};
  if (!chosen.complete)
    chart.badge = Texts::tr("PREVIEW");
  return chart;
}

} // namespace pareto::ui
