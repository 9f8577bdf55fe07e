// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_parts.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/charts/contenders.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Charts)
};

constexpr double kRoom = 1.15;

QString localDay(const std::string& utc) {
  const QDateTime time = QDateTime::fromString(QString::fromStdString(utc), Qt::ISODate);
  return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : QString();
}

QString ratesText(const Calibration& c) {
  const QLocale locale;
  const QString bytes = locale.toString(c.roofline.bytes_per_s / 1e9, 'f', 1), flops = locale.toString(c.roofline.flops_per_s / 1e9, 'f', 0);
  return c.type.empty() ? Texts::tr("reads %1 GB/s, computes %2 GFLOP/s").arg(bytes, flops) : Texts::tr("copies %1 GB/s, computes %2 GFLOP/s").arg(bytes, flops);
}

/// "AMD EPYC, 2 threads, avx2, reads 20.1 GB/s, computes 90 GFLOP/s, device cpu"
QString deviceLine(const Evidence& evidence, const std::string& device) {
  const Calibration c = evidence.limits(device) ? *evidence.limits(device) : Calibration();
  QStringList parts;
  if (!c.processor.empty() && c.type.empty())
    parts << Texts::tr("%1, %2 threads, %3").arg(QString::fromStdString(c.processor)).arg(c.threads).arg(QString::fromStdString(c.instruction_set));
  else if (!c.processor.empty())
    parts << deviceHeading(QString::fromStdString(c.processor), c.type, c.memory_bytes);
  if (c.roofline.bytes_per_s > 0)
    parts << ratesText(c);
  parts << Texts::tr("device %1").arg(QString::fromStdString(device));
  return parts.join(QStringLiteral(" · "));
}

QString machineLine(const Evidence& evidence, const std::vector<std::string>& devices, const QList<Quantity>& shown) {
  std::string latest;
  for (const Quantity& q : shown)
    latest = std::max(latest, q.time_utc);
  QStringList lines;
  for (const std::string& device : devices)
    lines << deviceLine(evidence, device);
  QString line = lines.join(QStringLiteral("; "));
  if (!latest.empty())
    line += QStringLiteral(" · ") + localDay(latest);
  return line;
}

QString modelLine(const Evidence& evidence, const std::vector<std::string>& models) {
  QStringList names, assumed;
  for (const std::string& model : models) {
    const ModelFacts& facts = evidence.facts(model);
    if (!facts.parameters)
      continue;
    names << Texts::tr("%1 (%2)").arg(modelName(evidence, model), formatParameters(*facts.parameters));
    if (facts.assumed_shape)
      assumed << modelName(evidence, model);
  }
  QString line = listText(names) + Texts::tr("; weights %1").arg(QString::fromStdString(evidence.study().precision));
  if (!assumed.isEmpty())
    line += Texts::tr("; shape assumed, not published: %1").arg(listText(assumed));
  return line;
}

QString methodLine(const QList<Quantity>& shown) {
  QSet<QString> papers, texts;
  bool measured = false, preview = false, beyond = false, formula = false, unstated = false;
  int least = 0;
  int64_t testedTo = 0;
  for (const Quantity& q : shown) {
    if (!q.paper.empty())
      papers.insert(QString::fromStdString(q.paper).section(QStringLiteral(", "), 1));
    beyond |= q.reach == Reach::Beyond && q.source == Source::Modelled;
    if (q.reach == Reach::Beyond && q.tested_to > 0)
      testedTo = testedTo > 0 ? std::min(testedTo, q.tested_to) : q.tested_to;
    unstated |= q.source == Source::Published && q.tested_to == 0;
    formula |= q.source == Source::Modelled && q.reach == Reach::Exact;
    if (!q.file.empty())
      texts.insert(textOrigin(q.file, q.bytes, {}));
    if (q.source != Source::Measured || !q.file.empty())
      continue;
    least = measured ? std::min(least, q.n) : q.n;
    measured = true;
    preview |= q.preview;
  }
  QStringList parts;
  if (measured)
    parts << (preview ? Texts::tr("speed measured here, preview of n ≥ %1 repetitions without intervals").arg(least)
                      : Texts::tr("speed measured here, n ≥ %1, bars are 95 % intervals of the median").arg(least));
  if (beyond)
    parts << Texts::tr("dotted: modelled beyond the measured range");
  if (formula)
    parts << Texts::tr("memory by formula");
  QStringList sorted = papers.values();
  sorted.sort();
  if (!sorted.isEmpty())
    parts << Texts::tr("quality published in %1").arg(sorted.join(QStringLiteral("; ")));
  QStringList own = texts.values();
  own.sort();
  if (!own.isEmpty())
    parts << Texts::tr("quality measured here on %1").arg(listText(own));
  if (testedTo > 0)
    parts << Texts::tr("hollow: quality tested to %1 tokens only").arg(QLocale().toString(qlonglong(testedTo)));
  if (unstated)
    parts << Texts::tr("the table states no length it was tested at");
  return parts.join(QStringLiteral("; "));
}

} // namespace

namespace {

std::vector<std::string> usedModels(const Evidence& evidence, const ViewState& state, bool compared) {
  std::vector<std::string> used;
  for (const std::string& model : evidence.models())
    if (evidence.facts(model).opened() && evidence.is_compared(model) == compared && std::find(state.hidden.begin(), state.hidden.end(), model) == state.hidden.end())
      used.push_back(model);
  return used;
}

} // namespace

std::vector<std::string> shownModels(const Evidence& evidence, const ViewState& state) { return usedModels(evidence, state, true); }
std::vector<std::string> otherSizes(const Evidence& evidence, const ViewState& state) { return usedModels(evidence, state, false); }

QString otherSizesText(const Evidence& evidence, const ViewState& state) {
  QStringList names;
  for (const std::string& model : otherSizes(evidence, state))
    names << Texts::tr("%1 (%2)").arg(modelName(evidence, model), formatParameters(evidence.facts(model).parameters.value_or(0)));
  return names.isEmpty() ? QString() : Texts::tr(" Not compared, being of another size: %1.").arg(listText(names));
}

QString modelName(const Evidence& evidence, const std::string& model) {
  const ModelFacts& facts = evidence.facts(model);
  if (!facts.opened()) { // of another study, or a file that is gone
    const QString id = QString::fromStdString(model);
    return id.contains(QLatin1Char('/')) ? shortName(id) : id;
  }
  const QString name = QString::fromStdString(facts.name).section(QStringLiteral(" ("), 0, 0);
  for (const std::string& other : evidence.models()) {
    const ModelFacts& theirs = evidence.facts(other);
    if (other != model && theirs.opened() && theirs.name == facts.name)
      return name + QLatin1Char(' ') + QString::fromStdString(facts.size.empty() ? model : facts.size);
  }
  return name;
}

QString modelHeading(const Evidence& evidence, const std::string& model) {
  const ModelFacts& facts = evidence.facts(model);
  if (!facts.opened())
    return QString::fromStdString(model);
  QStringList parts{QString::fromStdString(facts.name)};
  if (!facts.size.empty())
    parts << QString::fromStdString(facts.size);
  if (facts.parameters)
    parts << Texts::tr("%1 parameters").arg(formatParameters(*facts.parameters));
  if (facts.assumed_shape)
    parts << Texts::tr("assumed shape");
  return parts.join(QStringLiteral(" · "));
}

AxisSpec axisOf(const Evidence& evidence, const AxisChoice& choice) {
  AxisSpec axis;
  axis.title = metricTitle(evidence, choice);
  axis.format = axisFormat(choice);
  if (choice.metric != Metric::Quality || quality_unit(evidence, choice.quality_metric) != QualityUnit::BitsPerByte) // "Bits per byte of my text" is its own unit
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

void fitAxis(AxisSpec& axis, const Extent& extent) {
  axis.logarithmic = extent.low > 0 && extent.high / extent.low > axis.logarithmicAt && !axis.published;
  if (!(extent.high >= extent.low))
    return;
  axis.low = axis.logarithmic ? extent.low / kRoom : 0;
  axis.high = extent.high > 0 ? extent.high * kRoom : 1;
}

QString textOrigin(const std::string& file, int64_t bytes, const std::string& timeUtc) {
  QStringList parts{QString::fromStdString(file)};
  if (bytes > 0)
    parts << formatValue(static_cast<double>(bytes), AxisFormat::Bytes);
  if (const QString day = localDay(timeUtc); !day.isEmpty())
    parts << day;
  return listText(parts);
}

MarkFill fillOf(const Quantity& x, const Quantity& y) {
  // Published values have their own mark at the axis (◆), and a formula is exact: the fill speaks of the rest.
  MarkFill fill = MarkFill::Measured;
  for (const Quantity* q : {&x, &y}) {
    const bool untested = q->reach == Reach::Beyond && q->source != Source::Modelled;
    if (!untested && (q->source == Source::Published || (q->source == Source::Modelled && q->reach == Reach::Exact)))
      continue;
    const MarkFill own = untested ? MarkFill::Untested
                         : q->source == Source::Modelled ? MarkFill::Modelled
                         : q->source == Source::Imported ? MarkFill::Imported
                         : q->reach == Reach::Interpolated ? MarkFill::Interpolated
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
    parts << Texts::tr("published: %1").arg(QString::fromStdString(q.paper));
  else if (q.source == Source::Modelled)
    parts << (q.reach == Reach::Exact ? Texts::tr("by formula") : Texts::tr("modelled beyond the measured range"));
  else
    parts << (!q.file.empty() ? Texts::tr("%1 on %2").arg(sourceText(q.source), textOrigin(q.file, q.bytes, q.time_utc)) : q.reach == Reach::Interpolated ? Texts::tr("between measured points") : sourceText(q.source)) << Texts::tr("n = %1").arg(q.n);
  if (q.reach == Reach::Beyond && q.tested_to > 0)
    parts << Texts::tr("tested to %1 tokens").arg(QLocale().toString(qlonglong(q.tested_to)));
  else if (q.source == Source::Published && q.tested_to == 0)
    parts << Texts::tr("the table states no length it was tested at");
  if (q.preview)
    parts << (q.file.empty() ? Texts::tr("preview, no interval yet") : Texts::tr("stopped early, on part of the text"));
  QStringList flags;
  for (const std::string& flag : q.noise)
    (flag == kUnidentified ? parts : flags) << noiseText(flag);
  if (!flags.isEmpty())
    parts << Texts::tr("noise: %1").arg(listText(flags));
  return parts.join(QStringLiteral(" · "));
}

QString placeText(const OperatingPoint& at) {
  return Texts::tr("%1 tokens of context, %n simultaneous request(s)", nullptr, at.requests).arg(QLocale().toString(qlonglong(at.context)));
}

SeriesSpec seriesOf(const Evidence& evidence, const std::string& model, const ViewState& state) {
  const ModelFacts& facts = evidence.facts(model);
  SeriesSpec series;
  series.model = QString::fromStdString(model);
  series.name = modelName(evidence, model);
  series.architecture = QString::fromStdString(facts.architecture);
  series.family = QString::fromStdString(facts.family);
  series.selected = model == state.selected;
  return series;
}

void addProvenance(ChartSpec& chart, const Evidence& evidence, const std::vector<Contender>& contenders, const QList<Quantity>& shown, bool anyModelled) {
  std::vector<std::string> models;
  for (const Contender& contender : contenders)
    if (std::find(models.begin(), models.end(), contender.model) == models.end())
      models.push_back(contender.model);
  chart.provenance = {machineLine(evidence, devicesOf(contenders), shown), modelLine(evidence, models), methodLine(shown)};
  if (const auto cut = evidence.cut_short())
    chart.provenance.last() += Texts::tr("; stopped early: %1 of %2 cells of the study measured").arg(QLocale().toString(qulonglong(cut->measured)), QLocale().toString(qulonglong(cut->planned)));
  if (std::any_of(shown.begin(), shown.end(), [](const Quantity& q) { return std::find(q.noise.begin(), q.noise.end(), kUnidentified) != q.noise.end(); }))
    chart.provenance.last() += Texts::tr("; with values that were measured before models had fingerprints");
  const auto modelled = [](const Quantity& q) { return q.source == Source::Modelled; };
  QStringList badges;
  if (std::any_of(shown.begin(), shown.end(), [](const Quantity& q) { return q.source == Source::Measured && q.preview; }))
    badges << Texts::tr("PREVIEW");
  if ((anyModelled && std::any_of(shown.begin(), shown.end(), [&](const Quantity& q) { return modelled(q) && q.reach == Reach::Beyond; })) ||
      (!shown.isEmpty() && std::all_of(shown.begin(), shown.end(), modelled)))
    badges << Texts::tr("MODELLED");
  chart.badge = badges.join(QStringLiteral(" · "));
}

QString nothingMeasured(const ViewState& state) {
  return state.running ? Texts::tr("Nothing measured yet: the first values come in a moment.")
                       : Texts::tr("Nothing measured yet: press Run (F5) to measure the chosen models on this machine.");
}

QString cell(const std::optional<double>& value) { return value ? QString::number(*value, 'g', 10) : QString(); }

QStringList quantityColumns(const QString& prefix) {
  QStringList columns;
  for (const char* part : {"", "_low", "_high", "_source", "_reach", "_preview", "_n"})
    columns << prefix + QLatin1String(part);
  return columns;
}

QStringList quantityCells(const Quantity& q) {
  static const char* const reaches[] = {"exact", "interpolated", "beyond"};
  const auto end = [&](double Interval::*which) { return q.ci95 ? std::optional((*q.ci95).*which) : std::nullopt; };
  return {cell(q.value), cell(end(&Interval::low)), cell(end(&Interval::high)), QLatin1String(to_string(q.source)),
          q.value ? QLatin1String(reaches[static_cast<int>(q.reach)]) : QString(), q.value ? QString::number(int(q.preview)) : QString(), q.value ? QString::number(q.n) : QString()};
}

} // namespace pareto::ui
