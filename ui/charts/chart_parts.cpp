// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_parts.h"

#include "core/decide/quantity_math.h"
#include "core/decide/words/answer_words.h"
#include "core/formats/open_model.h"
#include "ui/charts/marks.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/sentences.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct ChartPartsTexts {
  Q_DECLARE_TR_FUNCTIONS(Charts)
};

constexpr double kRoom = 1.15;
constexpr double kMostStretch = 2;  ///< times: a wider band must not squeeze what was measured
constexpr double kMostBelow = 0.15; ///< of a logarithmic axis may lie empty for the sake of a label beneath the values

/// 1, 2 or 5 times a power of ten, not above `low`: what an axis has a label for.
double roundBelow(double low) {
  const double power = std::pow(10.0, std::floor(std::log10(low)));
  for (const double factor : {5.0, 2.0})
    if (factor * power <= low)
      return factor * power;
  return power;
}

int placeOf(const Evidence& evidence, const std::string& device) {
  const auto& all = evidence.devices();
  return static_cast<int>(std::find(all.begin(), all.end(), device) - all.begin());
}

/// Among the study's models that lie in files, in its order, as the tree lists them.
int placeOfLoaded(const Evidence& evidence, const std::string& model) {
  const auto& all = evidence.study().models;
  return static_cast<int>(std::count_if(all.begin(), std::find(all.begin(), all.end(), model),
                                        [](const std::string& each) { return !built_in_id(each); }));
}

} // namespace

AxisSpec axisOf(const Evidence& evidence, const AxisChoice& choice) {
  AxisSpec axis;
  axis.title = metricTitle(evidence, choice);
  axis.format = axisFormat(choice);
  if (choice.metric != Metric::Quality || quality_unit(evidence, choice.quality_metric) !=
                                              QualityUnit::BitsPerByte) // "Bits per byte of my text" is its own unit
    axis.unit = metricUnit(evidence, choice);
  const AxisRule& rule = row_of(choice.metric).axis;
  axis.low = rule.low;
  axis.high = rule.high;
  axis.logarithmicAt = rule.logarithmic_at;
  axis.better = higher_is_better(evidence, choice) ? Better::Higher : Better::Lower;
  axis.published = choice.metric == Metric::Quality && !is_own_metric(choice.quality_metric);
  axis.tooltip = metricDefinition(evidence, choice);
  return axis;
}

void Extent::include(double value) {
  if (!std::isfinite(value))
    return;
  low = std::min(low, value);
  high = std::max(high, value);
}

void Extent::include(const Quantity& quantity) {
  if (!quantity.value)
    return;
  include(*quantity.value);
  if (quantity.ci95) {
    include(quantity.ci95->low);
    include(quantity.ci95->high);
  }
}

void Extent::includeBand(const Quantity& quantity) {
  include(quantity.value.value_or(NAN));
  if (!quantity.value || !quantity.ci95)
    return;
  bandLow = std::min(bandLow, quantity.ci95->low);
  bandHigh = std::max(bandHigh, quantity.ci95->high);
}

Extent Extent::stretched() const {
  Extent all;
  all.low = std::min(low, std::max(bandLow, low / kMostStretch));
  all.high = std::max(high, std::min(bandHigh, high * kMostStretch));
  return all;
}

void fitAxis(AxisSpec& axis, const Extent& within) {
  const Extent extent = within.stretched();
  axis.logarithmic = extent.low > 0 && extent.high / extent.low > axis.logarithmicAt && !axis.published;
  if (!(extent.high >= extent.low))
    return;
  axis.low = axis.logarithmic ? extent.low / kRoom : 0;
  axis.high = extent.high > 0 ? extent.high * kRoom : 1;
  if (!axis.logarithmic)
    return;
  if (const double below = roundBelow(axis.low); std::log(axis.low / below) <= kMostBelow * std::log(axis.high / below))
    axis.low = below;
}

bool isUntested(const Quantity& q) { return q.reach == Reach::Beyond && q.source != Source::Modelled; }

MarkFill fillOf(const Quantity& x, const Quantity& y) {
  // Published values are told by the axis's title, and a formula is exact: the fill speaks of the rest.
  MarkFill fill = MarkFill::Measured;
  for (const Quantity* q : {&x, &y}) {
    const bool untested = isUntested(*q);
    if (!untested && (q->source == Source::Published || (q->source == Source::Modelled && q->reach == Reach::Exact)))
      continue;
    const MarkFill own = untested ? MarkFill::Untested
                         : q->source == Source::Modelled
                             ? (q->condition == Condition::Quiet ? MarkFill::Modelled : MarkFill::ModelledBroken)
                         : q->condition == Condition::Suspect   ? MarkFill::Suspect
                         : q->condition == Condition::Disturbed ? MarkFill::Disturbed
                         : q->source == Source::Imported        ? MarkFill::Imported
                         : q->reach == Reach::Interpolated      ? MarkFill::Interpolated
                                                                : MarkFill::Measured;
    fill = std::max(fill, own);
  }
  return fill;
}

QString quantityText(const Quantity& q, AxisFormat format) {
  if (!q.value)
    return gapText(q);
  QStringList parts{formatEstimate(*q.value, q.ci95, format)};
  if (q.source == Source::Published)
    parts << ChartPartsTexts::tr("published: %1").arg(QString::fromStdString(q.paper));
  else if (q.source == Source::Modelled)
    parts << (q.reach == Reach::Exact ? ChartPartsTexts::tr("by formula")
                                      : ChartPartsTexts::tr("modelled, not measured"));
  else
    parts << (!q.file.empty()
                  ? ChartPartsTexts::tr("%1 on %2").arg(sourceText(q.source), textOrigin(q.file, q.bytes, q.time_utc))
              : q.reach == Reach::Interpolated ? ChartPartsTexts::tr("between measured points")
                                               : sourceText(q.source))
          << ChartPartsTexts::tr("n = %1").arg(q.n);
  if (q.reach == Reach::Beyond && q.tested_to > 0)
    parts << ChartPartsTexts::tr("tested to %1 tokens").arg(QLocale().toString(qlonglong(q.tested_to)));
  else if (q.source == Source::Published && q.tested_to == 0)
    parts << ChartPartsTexts::tr("the table states no length it was tested at");
  if (q.preview)
    parts << (q.file.empty() ? ChartPartsTexts::tr("preview, no interval yet")
                             : ChartPartsTexts::tr("stopped early, on part of the text"));
  if (q.how == Reading::Slices)
    parts << ChartPartsTexts::tr("measured in slices");
  if (const QString state = conditionText(q.condition, q.lost_share, q.lost_to); !state.isEmpty())
    parts << state;
  QStringList flags;
  for (const std::string& flag : q.noise)
    (flag == kUnidentified ? parts : flags) << noiseText(flag);
  if (!flags.isEmpty())
    parts << ChartPartsTexts::tr("noise: %1").arg(listText(flags));
  if (const QString command = reproduceCommands(q.cells); !command.isEmpty())
    parts << command;
  return parts.join(QStringLiteral(" · "));
}

QString withCondition(const QString& number, Condition condition) {
  switch (condition) {
  case Condition::Disturbed: return ChartPartsTexts::tr("%1, disturbed").arg(number);
  case Condition::Suspect: return ChartPartsTexts::tr("%1, suspect").arg(number);
  case Condition::Quiet: break;
  }
  return number;
}

SeriesSpec seriesOf(const Evidence& evidence, const std::string& model, const ViewState& state) {
  const ModelFacts& facts = evidence.facts(model);
  SeriesSpec series;
  series.model = QString::fromStdString(model);
  series.name = modelName(evidence, model);
  series.architecture = QString::fromStdString(facts.architecture);
  series.family = QString::fromStdString(facts.family);
  const auto shape = built_in_id(model);
  if (!shape) {
    series.architecture = series.family = loadedKey(placeOfLoaded(evidence, model));
  } else if (!facts.opened()) { // of no study, but known
    series.architecture = QString::fromStdString(shape->architecture);
    series.family = familyOf(series.architecture);
  }
  series.selected = model == state.selected;
  return series;
}

void addProvenance(ChartSpec& chart, const Evidence& evidence, const std::vector<Contender>& contenders,
                   const QList<Quantity>& shown, bool anyModelled) {
  const Provenance origin = provenance(evidence, contenders, {shown.begin(), shown.end()});
  chart.provenance = lines(origin, evidence);
  if (origin.latest_utc.empty()) // a formula has no day: that on which it was computed
    chart.provenance.first() +=
        QStringLiteral(" · ") + ChartPartsTexts::tr("as of %1").arg(QString::fromStdString(todayIso()));
  QStringList badges;
  if (origin.preview)
    badges << ChartPartsTexts::tr("PREVIEW");
  if (origin.disturbed)
    badges << ChartPartsTexts::tr("DISTURBED");
  if (origin.suspect)
    badges << ChartPartsTexts::tr("SUSPECT");
  if ((anyModelled && (origin.modelled || origin.formula)) || origin.data_sheet || origin.nothing_measured)
    badges << ChartPartsTexts::tr("MODELLED");
  chart.badge = badges.join(QStringLiteral(" · "));
}

QString modelledBadge(bool disturbed) {
  const QString modelled = ChartPartsTexts::tr("MODELLED");
  return disturbed ? ChartPartsTexts::tr("DISTURBED") + QStringLiteral(" · ") + modelled : modelled;
}

BlockMeaning disturbedMeaning() {
  return {BlockFill::Broken, ChartPartsTexts::tr("from disturbed times: decides nothing")};
}

SeriesSpec seriesOf(const Evidence& evidence, const ViewState& state, const Contender& contender) {
  SeriesSpec series = seriesOf(evidence, contender.model, state);
  if (state.compared == Compared::Devices) {
    const int place = placeOf(evidence, contender.device);
    series.name = deviceName(evidence, contender.device);
    series.architecture = series.family = deviceKey(place);
    series.dashed = place % 2 == 1;
    series.selected = false; // they are all of one model
  }
  return series;
}

QStringList contenderColumns() {
  return {QStringLiteral("model"), QStringLiteral("name"), QStringLiteral("device"), QStringLiteral("device_name")};
}

QStringList contenderCells(const Evidence& evidence, const Contender& contender) {
  const Calibration* limits = evidence.limits(contender.device);
  return {QString::fromStdString(contender.model), modelName(evidence, contender.model),
          QString::fromStdString(contender.device), limits ? QString::fromStdString(limits->processor) : QString()};
}

GuideSpec patienceGuide(const ViewState& state, double ms) {
  return {Qt::Vertical, ms, shown(patience_label(WindowVoice(), state.waits, ms))};
}

QString nothingMeasured(const ViewState& state) {
  return state.running ? ChartPartsTexts::tr("Nothing measured yet: the first values come in a moment.")
                       : ChartPartsTexts::tr(
                             "Nothing measured yet: press Run (F5) to measure the chosen models on this machine.");
}

QString cell(const std::optional<double>& value) { return value ? QString::number(*value, 'g', 10) : QString(); }

QStringList quantityColumns(const QString& prefix) {
  QStringList columns;
  for (const char* part : {"", "_low", "_high", "_source", "_reach", "_preview", "_n", "_state", "_how", "_reproduce"})
    columns << prefix + QLatin1String(part);
  return columns;
}

QStringList quantityCells(const Quantity& q) {
  const auto end = [&](double Interval::*which) { return q.ci95 ? std::optional((*q.ci95).*which) : std::nullopt; };
  return {cell(q.value),
          cell(end(&Interval::low)),
          cell(end(&Interval::high)),
          QLatin1String(to_string(q.source)),
          q.value ? QLatin1String(to_string(q.reach)) : QString(),
          q.value ? QString::number(int(q.preview)) : QString(),
          q.value ? QString::number(q.n) : QString(),
          q.value ? QLatin1String(to_string(q.condition)) : QString(),
          q.value && q.source == Source::Measured ? QLatin1String(to_string(q.how)) : QString(),
          reproduceCommands(q.cells)};
}

} // namespace pareto::ui
