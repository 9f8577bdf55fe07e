// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/trade_off/trade_off_chart.h"

#include "core/decide/answer/times_better.h"
#include "core/decide/differences.h"
#include "core/decide/indifference.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/labelled.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(TradeOffChart)
};

constexpr std::array kTimesColumns{"times_faster", "times_faster_low", "times_faster_high"};
constexpr double kLeastTimes = 0.8; ///< the axis reaches from it to its inverse at least: small differences stay small

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

Quantity valueOf(const Evidence& evidence, const ViewState& state, const Contender& who, const AxisChoice& axis) {
  return evidence.value(who.model, axis.metric, place_on(state.at, who), axis.quality_metric);
}

/// As it stands across the chart.
Quantity across(const Evidence& evidence, const ViewState& state, const Contender& who) {
  return showsTimes(state) ? times_better(evidence, who, baseline_of(evidence, state), state.x, state.at)
                           : valueOf(evidence, state, who, state.x);
}

/// How a value stands upwards: as it is, or as what it lacks to the best that may decide.
class Upwards {
public:
  Upwards(const Evidence& evidence, const ViewState& state) {
    if (!showsLost(state))
      return;
    m_sign = higher_is_better(evidence, state.y) ? -1 : 1;
    for (const Contender& who : contenders(evidence, state))
      if (const Quantity q = valueOf(evidence, state, who, state.y); may_decide(q))
        m_best = m_best ? m_sign * std::min(m_sign * *m_best, m_sign * *q.value) : *q.value;
  }
  double of(double value) const { return m_best ? m_sign * (value - *m_best) : value; }
  std::optional<Interval> of(const std::optional<Interval>& ends) const {
    if (!ends)
      return ends;
    const double a = of(ends->low), b = of(ends->high);
    return Interval{std::min(a, b), std::max(a, b)};
  }
  bool isLost() const { return m_best.has_value(); }

private:
  double m_sign = 1;
  std::optional<double> m_best;
};

bool canBeDrawn(const Evidence& evidence, const ViewState& state) {
  const std::vector<Contender> all = contenders(evidence, state);
  return std::any_of(all.begin(), all.end(), [&](const Contender& who) {
    return valueOf(evidence, state, who, state.y).value && across(evidence, state, who).value;
  });
}

/// "1.4× faster"; a difference that is none is said to be one.
QString fasterText(const Quantity& faster) {
  const double ratio = *faster.value;
  if (!faster.ci95 || (faster.ci95->low <= 1 && faster.ci95->high >= 1))
    return Texts::tr("as fast within error");
  return ratio > 1 ? Texts::tr("%1× faster").arg(formatTimes(ratio))
                   : Texts::tr("%1× slower").arg(formatTimes(1 / ratio));
}

/// "0.2 fewer", of right answers of 100.
QString fewerText(double difference) {
  const QString amount = QLocale().toString(std::fabs(difference), 'f', 1);
  if (std::fabs(difference) < 0.05)
    return Texts::tr("as many right");
  return difference < 0 ? Texts::tr("%1 fewer right").arg(amount) : Texts::tr("%1 more right").arg(amount);
}

/// Of which the times across are made; none where they are no times, or one side may not decide.
std::optional<Difference> ratioOf(const Evidence& evidence, const ViewState& state, const Contender& who) {
  const Contender baseline = baseline_of(evidence, state);
  return showsTimes(state) && who != baseline ? difference_of(evidence, who, baseline, state.x, state.at)
                                              : std::nullopt;
}

/// What a mark says beside its name: how it differs from the baseline, where both are known.
QString differenceText(const Evidence& evidence, const ViewState& state, const TradeOffPoint& point,
                       const Quantity& faster) {
  const Contender baseline = baseline_of(evidence, state);
  if (!showsTimes(state) || point.contender() == baseline || !may_decide(faster))
    return {};
  QStringList parts;
  const Quantity theirs = valueOf(evidence, state, baseline, state.y);
  if (state.y.metric == Metric::Quality && quality_unit(evidence, state.y.quality_metric) == QualityUnit::RightOf100 &&
      may_decide(point.y) && may_decide(theirs))
    parts << fewerText(*point.y.value - *theirs.value);
  parts << fasterText(faster);
  if (const auto ratio = ratioOf(evidence, state, point.contender())) // beside waits that are known to a thousandth
    parts << shown(interval_basis_in_short(WindowVoice(), *ratio));
  return listText(parts);
}

QString labelOf(const Evidence& evidence, const ViewState& state, const TradeOffPoint& point, const Quantity& x) {
  const QString name = contenderName(evidence, state, point.contender()),
                difference = differenceText(evidence, state, point, x);
  return difference.isEmpty() ? name : Texts::tr("%1 (%2)").arg(name, difference);
}

QString hoverOf(const Evidence& evidence, const ViewState& state, const TradeOffPoint& point, const Quantity& x) {
  QStringList lines{contenderHeading(evidence, point.contender()), placeText(state.at),
                    labelled(metricTitle(evidence, state.x), quantityText(point.x, axisFormat(state.x))),
                    labelled(metricTitle(evidence, state.y), quantityText(point.y, axisFormat(state.y)))};
  const auto ratio = ratioOf(evidence, state, point.contender());
  const QString times = contenderName(evidence, state, baseline_of(evidence, state)),
                value = formatEstimate(*x.value, x.ci95, AxisFormat::Number);
  if (showsTimes(state) && !ratio)
    lines.insert(3, Texts::tr("Times faster than %1: %2").arg(times, value));
  if (ratio) { // wider than those of the times: who reads both must not find a contradiction
    lines.insert(3, Texts::tr("Times faster than %1: %2; interval by %3")
                        .arg(times, value, shown(interval_basis(WindowVoice(), *ratio))));
    lines.insert(4, Texts::tr("Its interval also holds what differs from run to run; that of a time alone does not."));
  }
  lines << standingText(evidence, state, point);
  return lines.join(QLatin1Char('\n'));
}

/// `x`: as it stands across.
PointSpec pointOf(const Evidence& evidence, const ViewState& state, const TradeOffPoint& point, const Quantity& x,
                  const Upwards& up) {
  PointSpec spec;
  spec.x = *x.value;
  spec.y = up.of(*point.y.value);
  spec.xInterval = x.ci95;
  spec.yInterval = up.of(point.y.ci95);
  spec.fill = fillOf(x, point.y);
  spec.faded = !point.failed.empty();
  spec.surelyDominated = point.standing == Standing::SurelyDominated;
  spec.preview = x.preview || point.y.preview;
  spec.label = labelOf(evidence, state, point, x);
  spec.hover = hoverOf(evidence, state, point, x);
  return spec;
}

/// `standing`: in place of the point's own, for what stands beside the comparison.
void addRow(ChartSpec& chart, const Evidence& evidence, const ViewState& state, const TradeOffPoint& point,
            const Quantity& x, const char* standing = nullptr) {
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
  if (showsTimes(state))
    chart.rows.last() << quantityCells(x).mid(0, static_cast<qsizetype>(kTimesColumns.size()));
}

/// A limit on a time is one on times as well: those of the baseline's time over it.
void addLimits(ChartSpec& chart, const Evidence& evidence, const ViewState& state, const Upwards& up) {
  const auto placeOf = [&](double limit) -> std::optional<double> {
    if (!showsTimes(state))
      return limit;
    const Quantity base = valueOf(evidence, state, baseline_of(evidence, state), state.x);
    return base.value && limit > 0 ? std::optional(*base.value / limit) : std::nullopt;
  };
  for (const auto& [metric, limit] : state.limits) {
    if (const auto at = placeOf(limit); state.x.metric == metric && at)
      chart.guides.push_back({Qt::Vertical, *at, Texts::tr("limit")});
    else if (state.y.metric == metric)
      chart.guides.push_back({Qt::Horizontal, up.of(limit), Texts::tr("limit")});
  }
  if (showsTimes(state) && !chart.series.isEmpty())
    chart.guides.push_back({Qt::Vertical, 1, {}});
}

/// Where nobody is surely worse than the best.
void addIndifference(ChartSpec& chart, const Evidence& evidence, const ViewState& state, const Upwards& up) {
  if (chart.series.isEmpty() || state.y.metric != Metric::Quality)
    return;
  const auto found = indifference(evidence, contenders(evidence, state), state.y, state.at);
  if (!found)
    return;
  const double edge = up.of(found->from);
  const bool above = up.of(found->value) >= edge;
  chart.zones << ZoneSpec{
      above ? edge : -INFINITY, above ? INFINITY : edge,
      Texts::tr("not surely worse than the best (%1)").arg(contenderName(evidence, state, found->best))};
}

/// Of those that the rule of choice finds equal, where what it chooses by stands across.
void addTies(ChartSpec& chart, const Verdict& rule, const ViewState& state, const std::vector<Contender>& drawn) {
  if (rule.kind != Verdict::Kind::Equal || metric_of(state.goal) != state.x.metric)
    return;
  TieSpec tie;
  tie.label = Texts::tr("equal within error");
  for (size_t i = 0; i < drawn.size(); ++i) {
    const bool equal = std::any_of(rule.figures.begin(), rule.figures.end(),
                                   [&](const Figure& figure) { return figure.of == drawn[i]; });
    const PointSpec& point = chart.series[static_cast<qsizetype>(i)].points.first();
    if (equal)
      tie.points << QPointF(point.x, point.y);
  }
  if (tie.points.size() > 1)
    chart.ties << tie;
}

AxisSpec axisAcross(const Evidence& evidence, const ViewState& state) {
  AxisSpec axis = axisOf(evidence, state.x);
  if (!showsTimes(state))
    return axis;
  axis.title = Texts::tr("Times faster than %1 – %2")
                   .arg(contenderName(evidence, state, baseline_of(evidence, state)), metricTitle(evidence, state.x));
  axis.unit.clear();
  axis.format = AxisFormat::Number;
  axis.better = Better::Higher;
  axis.logarithmicAt = 1;
  axis.low = kLeastTimes;
  axis.high = 1 / kLeastTimes;
  return axis;
}

AxisSpec axisUpwards(const Evidence& evidence, const ViewState& state, const Upwards& up) {
  AxisSpec axis = axisOf(evidence, state.y);
  if (!up.isLost())
    return axis;
  axis.title = Texts::tr("Lost against the best – %1").arg(axis.title);
  axis.better = Better::Lower;
  axis.logarithmicAt = INFINITY; // the best has lost nothing
  return axis;
}

QStringList columnsOf(const ViewState& state) {
  QStringList columns =
      contenderColumns() +
      QStringList{QStringLiteral("parameters"), QStringLiteral("context_tokens"), QStringLiteral("requests")} +
      quantityColumns(QString::fromStdString(column_of(state.x))) +
      quantityColumns(QString::fromStdString(column_of(state.y))) +
      QStringList{QStringLiteral("standing"), QStringLiteral("failed_limits"), QStringLiteral("unknown_limits")};
  if (showsTimes(state))
    for (const char* column : kTimesColumns)
      columns << QLatin1String(column);
  return columns;
}

/// What is chosen is the same in every view; where nothing is, the chart says what its axes come to. Other axes than
/// those that are asked for are said to be others.
QString sentenceOf(const Evidence& evidence, const ViewState& asked, const ViewState& state, const Verdict& rule,
                   const Choice& chosen) {
  using Said = Verdict::Kind;
  const bool ofRule = rule.kind == Said::Chosen || rule.kind == Said::Equal ||
                      (rule.kind == Said::NotYet && chosen.kind == Choice::Kind::NotYet); // counted once, everywhere
  QString text =
      ofRule ? sentence(rule, evidence, state) + otherSizesText(evidence, state) : sentence(chosen, evidence, state);
  if (const auto missing = missingAxis(evidence, asked); missing && state.y != asked.y) {
    const bool said = rule.kind == Said::Chosen && missing->metric == Metric::Quality && lacks_quality(evidence, state);
    text +=
        QLatin1Char(' ') +
        (said ? Texts::tr("Memory is shown in its place.")
              : Texts::tr("No value yet for “%1”: memory is shown in its place.").arg(metricTitle(evidence, *missing)));
  }
  return withoutStraySpaces(text);
}

/// Beside waits that are known to a thousandth the interval of their ratio looks wide: why stands with it.
QString intervalsText(const Evidence& evidence, const ViewState& state, const std::vector<Contender>& drawn) {
  const bool few = any_of_few_rounds(evidence, drawn, baseline_of(evidence, state), state.x, state.at);
  return few ? Texts::tr("95 % interval; across: of the ratio, with the %1 % that runs may differ by (too few rounds "
                         "to know)")
                   .arg(QLocale().toString(100 * kUnseenDrift, 'f', 0))
             : Texts::tr("95 % interval; across also what differs from run to run");
}

/// Of a slide: what the plot shows of the choice, in short; empty where the answer's headline says as much.
QString titleOf(const ViewState& state, const Verdict& rule) {
  if (rule.kind != Verdict::Kind::TestedShort || state.y.metric != Metric::Quality)
    return {};
  return Texts::tr("Nobody is chosen: quality is untested at %1 tokens, only the wait is known there")
      .arg(formatValue(static_cast<double>(state.at.context), AxisFormat::Tokens));
}

} // namespace

bool showsLost(const ViewState& state) { return state.lost && state.y.metric == Metric::Quality; }

bool showsTimes(const ViewState& state) { return state.times && row_of(state.x.metric).kind == MetricKind::Speed; }

ViewState drawnView(const Evidence& evidence, const ViewState& state) {
  ViewState plain = state, memory = state;
  plain.times = false;
  memory.x = {Metric::AnswerTime, {}};
  memory.y = {Metric::Memory, {}};
  memory.times = true;
  ViewState least = memory;
  least.times = false;
  for (const ViewState& way : {state, plain, memory, least})
    if (canBeDrawn(evidence, way))
      return way;
  return state;
}

std::optional<AxisChoice> missingAxis(const Evidence& evidence, const ViewState& state) {
  if (canBeDrawn(evidence, state))
    return std::nullopt;
  const std::vector<Contender> all = contenders(evidence, state);
  for (const AxisChoice& axis : {state.y, state.x})
    if (std::none_of(all.begin(), all.end(),
                     [&](const Contender& who) { return valueOf(evidence, state, who, axis).value.has_value(); }))
      return axis;
  return state.x; // each has some, and none has both
}

namespace {

/// What of the contenders is on the chart.
struct Drawn {
  Extent x, y;
  QList<Quantity> shown;
  std::vector<Contender> who;
  std::vector<Quantity> places; ///< across, of every point of the trade-off
};

Drawn addPoints(ChartSpec& chart, const Evidence& evidence, const ViewState& state, const TradeOff& result,
                const Upwards& up) {
  Drawn drawn;
  for (const TradeOffPoint& point : result.points) {
    const Quantity place = drawn.places.emplace_back(across(evidence, state, point.contender()));
    addRow(chart, evidence, state, point, place);
    if (!point.complete() || !place.value)
      continue;
    SeriesSpec series = seriesOf(evidence, state, point.contender());
    series.points << pointOf(evidence, state, point, place, up);
    chart.series << series;
    drawn.who.push_back(point.contender());
    drawn.x.include(place);
    Quantity upwards = point.y;
    upwards.value = up.of(*point.y.value);
    upwards.ci95 = up.of(point.y.ci95);
    drawn.y.include(upwards);
    drawn.shown << point.x << point.y;
  }
  if (showsTimes(state) && !chart.series.isEmpty())
    for (const double end : {kLeastTimes, 1 / kLeastTimes})
      drawn.x.include(end);
  for (const size_t index : result.frontier)
    if (drawn.places[index].value)
      chart.frontier << QPointF(*drawn.places[index].value, up.of(*result.points[index].y.value));
  std::sort(chart.frontier.begin(), chart.frontier.end(),
            [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); }); // times turn it round
  return drawn;
}

} // namespace

ChartSpec tradeOffChart(const Evidence& evidence, const ViewState& asked) {
  const ViewState state = drawnView(evidence, asked);
  ChartSpec chart;
  chart.id = QStringLiteral("trade-off");
  chart.x = axisAcross(evidence, state);
  const Upwards up(evidence, state);
  chart.y = axisUpwards(evidence, state, up);
  chart.columns = columnsOf(state);
  const TradeOff result = trade_off(evidence, state);
  const Drawn drawn = addPoints(chart, evidence, state, result, up);
  for (const std::string& model : other_sizes(evidence, state)) {
    TradeOffPoint other;
    other.model = model;
    other.device = shown_device(evidence, state);
    addRow(chart, evidence, state, other, {}, "another_size");
  }
  fitAxis(chart.x, drawn.x);
  fitAxis(chart.y, drawn.y);
  addLimits(chart, evidence, state, up);
  addProvenance(chart, evidence, contenders(evidence, state), drawn.shown, true);
  const Choice chosen = choice(evidence, state, result);
  const Verdict rule = verdict(evidence, state, ranking(evidence, state));
  if (showsTimes(state))
    chart.intervals = intervalsText(evidence, state, drawn.who);
  addTies(chart, rule, state, drawn.who);
  addIndifference(chart, evidence, state, up);
  chart.measuredToo = std::any_of(drawn.shown.begin(), drawn.shown.end(), [](const Quantity& q) {
    return q.source == Source::Measured && q.reach != Reach::Beyond && q.condition == Condition::Quiet;
  });
  chart.sentence = sentenceOf(evidence, asked, state, rule, chosen);
  chart.title = titleOf(state, rule);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText =
        chosen.kind == Choice::Kind::NothingYet
            ? nothingMeasured(state)
            : Texts::tr("No model has a value on both axes: choose another task or metric, or measure more models.");
  return chart;
}

} // namespace pareto::ui
