// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/trade_off/trade_off_chart.h"

#include "core/decide/words/names.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(TradeOffChart)
};

bool isUntested(const Quantity& q) { return q.reach == Reach::Beyond && q.source != Source::Modelled; }

/// Why a value decides nothing.
QString undecidedText(const TradeOffPoint& point) {
  for (const Quantity* q : {&point.x, &point.y}) {
    if (q->condition == Condition::Disturbed)
      return Texts::tr("disturbed by %1, so it is not compared").arg(shown(taker_name(WindowVoice(), q->lost_to)));
    if (q->condition == Condition::Suspect)
      return Texts::tr("it contradicts what must hold, so it is not compared");
  }
  return point.x.preview || point.y.preview ? Texts::tr("a preview so far, so it is not compared")
                                            : Texts::tr("beyond the measured range, so not on the frontier");
}

QString standingText(const Evidence& evidence, const ViewState& state, const TradeOffPoint& point) {
  const QString better = contenderName(evidence, state, {point.dominated_by, point.dominated_on});
  switch (point.standing) {
  case Standing::Frontier: return Texts::tr("On the frontier: nothing here is better on both axes.");
  case Standing::Possible:
    return Texts::tr("Equal within error with %1 on some axis: nothing here is surely better.").arg(better);
  case Standing::SurelyDominated:
    return point.same_quality
               ? Texts::tr("The same model, so the same quality; surely worse than %1 on the other axis.").arg(better)
               : Texts::tr("Surely worse than %1 on both axes.").arg(better);
  case Standing::Excluded: break;
  }
  QStringList reasons;
  for (Metric failed : point.failed)
    reasons << limitTexts(failed).fails;
  for (Metric unknown : point.unknown)
    reasons << limitTexts(unknown).unknown;
  if (reasons.isEmpty() && (isUntested(point.x) || isUntested(point.y)))
    reasons << Texts::tr("its quality was not tested at this length");
  if (reasons.isEmpty())
    reasons << undecidedText(point);
  return Texts::tr("Left out: %1.").arg(listText(reasons));
}

const char* standingId(Standing standing) {
  switch (standing) {
  case Standing::Frontier: return "frontier";
  case Standing::Possible: return "possible";
  case Standing::SurelyDominated: return "surely_dominated";
  case Standing::Excluded: break;
  }
  return "excluded";
}

PointSpec pointOf(const Evidence& evidence, const ViewState& state, const TradeOffPoint& point) {
  PointSpec spec;
  spec.x = *point.x.value;
  spec.y = *point.y.value;
  spec.xInterval = point.x.ci95;
  spec.yInterval = point.y.ci95;
  spec.fill = fillOf(point.x, point.y);
  spec.faded = !point.failed.empty();
  spec.surelyDominated = point.standing == Standing::SurelyDominated;
  spec.preview = point.x.preview || point.y.preview;
  spec.label = contenderName(evidence, state, point.contender());
  spec.hover =
      QStringList{contenderHeading(evidence, point.contender()), placeText(state.at),
                  metricTitle(evidence, state.x) + QStringLiteral(": ") + quantityText(point.x, axisFormat(state.x)),
                  metricTitle(evidence, state.y) + QStringLiteral(": ") + quantityText(point.y, axisFormat(state.y)),
                  standingText(evidence, state, point)}
          .join(QLatin1Char('\n'));
  return spec;
}

/// `standing`: in place of the point's own, for what stands beside the comparison.
void addRow(ChartSpec& chart, const Evidence& evidence, const ViewState& state, const TradeOffPoint& point,
            const char* standing = nullptr) {
  const std::optional<int64_t> parameters = evidence.facts(point.model).parameters;
  QStringList failed, unknown;
  for (Metric limit : point.failed)
    failed << QLatin1String(to_string(limit));
  for (Metric limit : point.unknown)
    unknown << QLatin1String(to_string(limit));
  chart.rows << contenderCells(evidence, point.contender()) +
                    QStringList{parameters ? QString::number(*parameters) : QString(),
                                QString::number(state.at.context), QString::number(state.at.requests)} +
                    quantityCells(point.x) + quantityCells(point.y) +
                    QStringList{QLatin1String(standing ? standing : standingId(point.standing)),
                                failed.join(QLatin1Char(' ')), unknown.join(QLatin1Char(' '))};
}

void addLimits(ChartSpec& chart, const ViewState& state) {
  for (const auto& [metric, limit] : state.limits) {
    if (state.x.metric == metric)
      chart.guides.push_back({Qt::Vertical, limit, Texts::tr("limit")});
    else if (state.y.metric == metric)
      chart.guides.push_back({Qt::Horizontal, limit, Texts::tr("limit")});
  }
}

} // namespace

ChartSpec tradeOffChart(const Evidence& evidence, const ViewState& state) {
  ChartSpec chart;
  chart.id = QStringLiteral("trade-off");
  chart.x = axisOf(evidence, state.x);
  chart.y = axisOf(evidence, state.y);
  chart.columns =
      contenderColumns() +
      QStringList{QStringLiteral("parameters"), QStringLiteral("context_tokens"), QStringLiteral("requests")} +
      quantityColumns(QString::fromStdString(column_of(state.x))) +
      quantityColumns(QString::fromStdString(column_of(state.y))) +
      QStringList{QStringLiteral("standing"), QStringLiteral("failed_limits"), QStringLiteral("unknown_limits")};
  const std::vector<Contender> compared = contenders(evidence, state);
  const TradeOff result = trade_off(evidence, state);
  Extent x, y;
  QList<Quantity> shown;
  for (const TradeOffPoint& point : result.points) {
    addRow(chart, evidence, state, point);
    if (!point.complete())
      continue;
    SeriesSpec series = seriesOf(evidence, state, point.contender());
    series.points << pointOf(evidence, state, point);
    chart.series << series;
    x.include(point.x);
    y.include(point.y);
    shown << point.x << point.y;
  }
  for (const std::string& model : other_sizes(evidence, state)) {
    TradeOffPoint other;
    other.model = model;
    other.device = shown_device(evidence, state);
    addRow(chart, evidence, state, other, "another_size");
  }
  for (size_t index : result.frontier) {
    const TradeOffPoint& point = result.points[index];
    chart.frontier << QPointF(*point.x.value, *point.y.value);
  }
  fitAxis(chart.x, x);
  fitAxis(chart.y, y);
  addLimits(chart, state);
  addProvenance(chart, evidence, compared, shown, true);
  const Choice chosen = choice(evidence, state, result);
  // What is chosen is the same in every view; where nothing is, the chart says what its axes come to.
  const Verdict rule = verdict(evidence, state, ranking(evidence, state));
  chart.sentence = rule.kind == Verdict::Kind::Chosen || rule.kind == Verdict::Kind::Equal
                       ? sentence(rule, evidence, state) + otherSizesText(evidence, state)
                       : sentence(chosen, evidence, state);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText =
        chosen.kind == Choice::Kind::NothingYet
            ? nothingMeasured(state)
            : Texts::tr("No model has a value on both axes: choose another task or metric, or measure more models.");
  return chart;
}

} // namespace pareto::ui
