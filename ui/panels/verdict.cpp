// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/verdict.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/charts/contenders.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(pareto::ui::Verdict)
};

int order(Standing standing) { return static_cast<int>(standing); }

QString pointText(const Evidence& evidence, const ViewState& view, const TradeOffPoint& point) {
  return Texts::tr("%1; %2").arg(describe(evidence, view.x, point.x), describe(evidence, view.y, point.y));
}

QString standingText(const Evidence& evidence, const ViewState& view, const TradeOffPoint& point) {
  const QString better = contenderName(evidence, view, {point.dominated_by, point.dominated_on});
  switch (point.standing) {
  case Standing::Frontier: return Texts::tr("nothing is better on both");
  case Standing::Possible:
    if (point.same_quality)
      return Texts::tr("same quality; %1 looks better beside it, but the intervals do not settle it").arg(better);
    return Texts::tr("%1 looks better on both, but the intervals do not settle it").arg(better);
  case Standing::SurelyDominated: return point.same_quality ? Texts::tr("same quality, and %1 is better beside it").arg(better) : Texts::tr("%1 is better on both").arg(better);
  case Standing::Excluded: break;
  }
  if (!point.failed.empty()) {
    QStringList names;
    for (Metric limit : point.failed)
      names << limitTexts(limit).subject;
    return Texts::tr("fails the limit on %1").arg(listText(names));
  }
  if (!point.unknown.empty() && point.complete()) {
    QStringList names;
    for (Metric limit : point.unknown)
      names << limitTexts(limit).subject;
    return Texts::tr("not known whether it meets the limit on %1").arg(listText(names));
  }
  if (!point.complete())
    return gapText(point.x.value ? point.y : point.x, view.running);
  const auto untested = [](const Quantity& q) { return q.reach == Reach::Beyond && q.source != Source::Modelled; };
  if (untested(point.x) || untested(point.y))
    return Texts::tr("its quality was not tested at this length: not compared");
  return Texts::tr("outside the measured range: not compared");
}

/// The point that is best on one axis.
const TradeOffPoint* best(const Evidence& evidence, const TradeOff& trade, const AxisChoice& axis, bool onX) {
  const bool higher = higher_is_better(evidence, axis);
  const TradeOffPoint* found = nullptr;
  for (size_t i : trade.frontier) {
    const TradeOffPoint& point = trade.points[i];
    const double value = onX ? *point.x.value : *point.y.value;
    const double so = !found ? 0 : onX ? *found->x.value : *found->y.value;
    if (!found || (higher ? value > so : value < so))
      found = &point;
  }
  return found;
}

QString missingLine(const ViewState& view, const TradeOff& trade) {
  for (const TradeOffPoint& point : trade.points)
    if (!point.failed.empty())
      return Texts::tr("No architecture meets all limits. Loosen one of them.");
  for (const TradeOffPoint& point : trade.points)
    if (!point.unknown.empty())
      return Texts::tr("Not enough evidence: it is not known yet which architectures meet the limits.");
  for (const TradeOffPoint& point : trade.points)
    if (!point.complete())
      return Texts::tr("Not enough evidence yet. %1").arg(gapText(point.x.value ? point.y : point.x, view.running));
  for (const TradeOffPoint& point : trade.points)
    for (const Quantity* q : {&point.x, &point.y})
      if (q->reach == Reach::Beyond && q->tested_to > 0)
        return Texts::tr("Not enough evidence: the quality was tested to %1 tokens only. Choose a shorter context or another test.").arg(QLocale().toString(qlonglong(q->tested_to)));
  return trade.points.empty() ? Texts::tr("Nothing is chosen: tick at least one architecture on the left.")
                              : Texts::tr("Not enough evidence: this point lies outside what was measured. Move the sliders back, or measure further out.");
}

QString verdictLine(const Evidence& evidence, const ViewState& view, const TradeOff& trade) {
  if (trade.frontier.empty())
    return missingLine(view, trade);
  const QString place = whereClause(evidence, view);
  const TradeOffPoint* byX = best(evidence, trade, view.x, true);
  const TradeOffPoint* byY = best(evidence, trade, view.y, false);
  const bool preview = std::any_of(trade.points.begin(), trade.points.end(), [](const TradeOffPoint& p) { return p.x.preview || p.y.preview; });
  QString line;
  if (byX == byY && view.compared == Compared::Devices && qualityAxis(view))
    line = Texts::tr("%1, %2 is the best of the devices compared; the quality is the same on all of them (%3).").arg(place, contenderName(evidence, view, byX->contender()), pointText(evidence, view, *byX));
  else if (byX == byY)
    line = Texts::tr("%1, %2 is the best of what was compared on both axes (%3).").arg(place, contenderName(evidence, view, byX->contender()), pointText(evidence, view, *byX));
  else
    line = Texts::tr("%1, it is a trade: %2 is best by %3 (%4), %5 by %6 (%7).")
               .arg(place, contenderName(evidence, view, byX->contender()), metricTitle(evidence, view.x), describe(evidence, view.x, byX->x), contenderName(evidence, view, byY->contender()),
                    metricTitle(evidence, view.y), describe(evidence, view.y, byY->y));
  return preview ? line + Texts::tr(" Preview: one quick round, no intervals yet.") : line;
}

/// "of 100 FDA look-ups: Transformer++ 52, Mamba-2 41 (published)"
QString qualityPhrase(const Evidence& evidence, const ViewState& view, const TradeOff& trade) {
  const AxisChoice* axis = qualityAxis(view);
  if (!axis)
    return {};
  const bool onX = axis == &view.x, own = is_own_metric(axis->quality_metric);
  const QualityUnit unit = quality_unit(evidence, axis->quality_metric);
  QStringList parts;
  QString origin;
  int64_t testedTo = 0; ///< where it is shown beyond that
  for (const TradeOffPoint& point : trade.points) {
    const Quantity& quality = onX ? point.x : point.y;
    if (!quality.value || (view.compared == Compared::Devices && !parts.isEmpty())) // one model has one quality
      continue;
    parts << Texts::tr("%1 %2").arg(modelName(evidence, point.model), QLocale().toString(*quality.value, 'f', unit == QualityUnit::BitsPerByte ? 3 : 1));
    if (quality.reach == Reach::Beyond)
      testedTo = quality.tested_to;
    if (own)
      origin = Texts::tr("measured here on %1").arg(textOrigin(quality.file, quality.bytes, quality.time_utc));
    if (const PublishedResult* row = evidence.published_row(point.model, axis->quality_metric))
      origin = Texts::tr("published, arXiv %1, %2").arg(QString::fromStdString(row->arxiv), QString::fromStdString(row->table));
  }
  if (parts.isEmpty())
    return {};
  if (testedTo > 0)
    origin = Texts::tr("%1, tested to %2 tokens").arg(origin, QLocale().toString(qlonglong(testedTo)));
  const QString title = metricTitle(evidence, *axis), list = listText(parts);
  return unit == QualityUnit::RightOf100 ? Texts::tr("Of 100 %1: %2 (%3).").arg(title, list, origin) : Texts::tr("%1: %2 (%3).").arg(title, list, origin);
}

TradeOff tradeOffOf(const Evidence& evidence, const ViewState& view) { return trade_off(evidence, contenders(evidence, view), view.x, view.y, view.at, view.limits); }

} // namespace

const AxisChoice* qualityAxis(const ViewState& view) {
  if (view.y.metric == Metric::Quality)
    return &view.y;
  return view.x.metric == Metric::Quality ? &view.x : nullptr;
}

QString describe(const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity) {
  if (!quantity.value)
    return Texts::tr("%1 unknown").arg(metricTitle(evidence, axis));
  QString text = formatEstimate(*quantity.value, quantity.ci95, axisFormat(axis));
  if (axis.metric == Metric::Quality) {
    const QString unit = metricUnit(evidence, axis);
    text = unit.isEmpty() ? text : Texts::tr("%1 %2").arg(text, unit);
  }
  if (quantity.reach != Reach::Beyond)
    return text;
  return quantity.source == Source::Modelled ? Texts::tr("about %1, modelled").arg(text) : Texts::tr("%1, tested to %2 tokens").arg(text, QLocale().toString(qlonglong(quantity.tested_to)));
}

QString excludedBy(const Evidence& evidence, const ViewState& view, Metric limit) {
  QStringList failed, unknown, parts;
  const auto has = [&](const std::vector<Metric>& limits) { return std::find(limits.begin(), limits.end(), limit) != limits.end(); };
  for (const TradeOffPoint& point : tradeOffOf(evidence, view).points) {
    if (has(point.failed))
      failed << contenderName(evidence, view, point.contender());
    else if (has(point.unknown))
      unknown << contenderName(evidence, view, point.contender());
  }
  if (!failed.isEmpty())
    parts << Texts::tr("Excludes %1.").arg(listText(failed));
  if (!unknown.isEmpty())
    parts << Texts::tr("Not known for %1.").arg(listText(unknown));
  return parts.join(QLatin1Char(' '));
}

Verdict verdictOf(const Evidence& evidence, const ViewState& view) {
  const TradeOff trade = tradeOffOf(evidence, view);
  Verdict verdict;
  verdict.line = verdictLine(evidence, view, trade);
  std::vector<size_t> places = trade.frontier;
  for (size_t i = 0; i < trade.points.size(); ++i)
    if (std::find(places.begin(), places.end(), i) == places.end())
      places.push_back(i);
  std::stable_sort(places.begin(), places.end(), [&](size_t a, size_t b) { return order(trade.points[a].standing) < order(trade.points[b].standing); });
  for (size_t i : places) {
    const TradeOffPoint& point = trade.points[i];
    verdict.models << QString::fromStdString(point.model);
    verdict.ranking << Texts::tr("%1: %2 – %3").arg(contenderName(evidence, view, point.contender()), pointText(evidence, view, point), standingText(evidence, view, point));
  }
  for (const std::string& model : otherSizes(evidence, view)) {
    verdict.models << QString::fromStdString(model);
    Quantity gap;
    gap.gap = Gap::AnotherSize;
    verdict.ranking << Texts::tr("%1 – %2").arg(modelHeading(evidence, model), gapText(gap));
  }
  verdict.phrases << verdict.line;
  for (const ChartSpec& chart : {tradeOffChart(evidence, view), latencyChart(evidence, view), memoryChart(evidence, view)})
    if (!chart.sentence.isEmpty() && !chart.series.isEmpty() && !verdict.phrases.contains(chart.sentence))
      verdict.phrases << chart.sentence;
  if (const QString phrase = qualityPhrase(evidence, view, trade); !phrase.isEmpty())
    verdict.phrases << phrase;
  return verdict;
}

} // namespace pareto::ui
