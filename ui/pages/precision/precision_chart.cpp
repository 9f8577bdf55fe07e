// SPDX-License-Identifier: GPL-3.0-or-later
// PRECISION: speed and memory of one checkpoint against the quality lost, one mark a format.
#include "ui/pages/precision/precision_chart.h"

#include "core/decide/words/precision_words.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(PrecisionChart)
};

QString number(double value) { return QLocale().toString(value, 'g', 4); }

QString signedNumber(double value) {
  return (value >= 0 ? QStringLiteral("+") : QString()) + QLocale().toString(value, 'g', 3);
}

/// "+0.0625 bits per byte (+0.05 to +0.08, n = 2,100)"; n are tokens.
QString differenceText(const Quantity& difference) {
  const QString value = signedNumber(*difference.value), n = QLocale().toString(difference.n);
  return difference.ci95 ? Texts::tr("%1 bits per byte (%2 to %3, n = %4)")
                               .arg(value, signedNumber(difference.ci95->low), signedNumber(difference.ci95->high), n)
                         : Texts::tr("%1 bits per byte (no interval, n = %2)").arg(value, n);
}

QString bitsText(const StoredFormat& stored) {
  return Texts::tr("%1, %2 bits per weight")
      .arg(QString::fromStdString(stored.name), QLocale().toString(stored.bits_per_weight, 'f', 1));
}

/// "float16 needs 2.1 GB of memory instead of 4.2 GB (float32)"
QString gainText(const Coarser& said) {
  const QString from = precisionName(said.from), to = precisionName(said.to),
                times = QLocale().toString(said.times, 'f', 1);
  const auto bytes = [&](size_t i) { return formatValue(*said.figures[i].quantity.value, AxisFormat::Bytes); };
  switch (said.kind) {
  case Coarser::Kind::AsFast: return Texts::tr("%1 is as fast as %2").arg(to, from);
  case Coarser::Kind::Faster: return Texts::tr("%1 is %2 times as fast as %3").arg(to, times, from);
  case Coarser::Kind::Slower: return Texts::tr("%1 is %2 times slower than %3").arg(to, times, from);
  case Coarser::Kind::Memory:
    return Texts::tr("%1 needs %2 of memory instead of %3 (%4)").arg(to, bytes(1), bytes(0), from);
  case Coarser::Kind::FourBitFile:
  case Coarser::Kind::Unknown: break;
  }
  return {};
}

QString sentenceOf(const PrecisionView& view, const QString& name) {
  const Coarser said = coarser(view);
  if (said.kind == Coarser::Kind::FourBitFile)
    return Texts::tr("%1 is a 4-bit file already (%2): a 4-bit form of it saves nothing and is not free, for what was "
                     "lost when the file was made cannot be seen here.")
        .arg(name, bitsText(*view.stored));
  if (said.kind == Coarser::Kind::Unknown)
    return Texts::tr("What a coarser format of %1 costs in quality is not known yet: measure the precisions, and "
                     "measure on a text at each.")
        .arg(name);
  const auto quality = [&](size_t i) { return number(*said.figures[i].quantity.value); };
  const QString gain = gainText(said),
                loss = view.divergence
                           ? Texts::tr("its next-token distribution moves by %1 nats on average").arg(quality(3))
                           : Texts::tr("bits per byte go from %1 to %2").arg(quality(2), quality(3));
  if (!view.divergence && said.difference.value)
    return Texts::tr("%1: %2; %3, paired on the same tokens %4.")
        .arg(name, gain, loss, differenceText(said.difference));
  return Texts::tr("%1: %2; %3.").arg(name, gain, loss);
}

AxisSpec qualityAxisOf(const PrecisionView& view) {
  AxisSpec axis;
  const QString context = QLocale().toString(qlonglong(view.context));
  if (view.divergence)
    axis.title = view.context > 0 ? Texts::tr("KL divergence from float32, context %1").arg(context)
                                  : Texts::tr("KL divergence from float32");
  else
    axis.title = view.context > 0 ? Texts::tr("Bits per byte of my text, context %1").arg(context)
                                  : Texts::tr("Bits per byte of my text");
  axis.unit = view.divergence ? Texts::tr("nats") : QString(); // the other title is its own unit
  axis.better = Better::Lower;
  axis.tooltip =
      view.divergence
          ? Texts::tr("How far the next-token distribution lies from that of float32 weights; 0 = the same.")
          : Texts::tr(
                "How many bits the model needs for a byte of your text: lower means it understands the text better.");
  return axis;
}

PointSpec pointOf(const PrecisionView& view, const PrecisionCell& cell, const QString& heading, const QString& cost,
                  const QString& place) {
  PointSpec point;
  point.x = *cell.cost.value;
  point.y = *cell.quality.value;
  point.xInterval = cell.cost.ci95;
  point.yInterval = cell.quality.ci95;
  point.fill = fillOf(cell.cost, cell.quality);
  point.preview = cell.cost.preview || cell.quality.preview;
  point.label = precisionName(cell.precision);
  point.hover = QStringList{heading + QStringLiteral(" · ") + precisionName(cell.precision), place,
                            cost + QStringLiteral(": ") + quantityText(cell.cost, axisFormat({view.cost, {}})),
                            (view.divergence ? Texts::tr("KL from float32") : Texts::tr("Bits per byte")) +
                                QStringLiteral(": ") + number(*cell.quality.value) + QStringLiteral(" · ") +
                                quantityText(cell.quality, AxisFormat::Number)}
                    .join(QLatin1Char('\n'));
  if (holds_the_file(view, cell.precision))
    point.hover += QLatin1Char('\n') + Texts::tr("Holds the same values as the file (%1).").arg(bitsText(*view.stored));
  if (cell.difference.value)
    point.hover += QLatin1Char('\n') +
                   Texts::tr("Paired with float32 on the same tokens: %1").arg(differenceText(cell.difference));
  return point;
}

/// Losses are small against the value itself: the axis shows their range, and float32 stands in it.
void fitQuality(AxisSpec& axis, const Extent& extent) {
  fitAxis(axis, extent);
  axis.logarithmic = false;
  axis.low = 0;
  if (extent.low > 0 && extent.high < 1.5 * extent.low) {
    const double room = std::max(0.15 * (extent.high - extent.low), 0.002 * extent.high);
    axis.low = extent.low - room;
    axis.high = extent.high + room;
  }
}

/// What the coarser format gives, what it costs in quality, and how much that is paired.
void addFacts(ChartSpec& chart, const PrecisionView& view) {
  const Coarser said = coarser(view);
  if (said.kind == Coarser::Kind::FourBitFile || said.kind == Coarser::Kind::Unknown || said.sure == Sure::Preview)
    return;
  const QString from = precisionName(said.from), to = precisionName(said.to);
  const auto text = [&](size_t i, AxisFormat format) { return formatValue(*said.figures[i].quantity.value, format); };
  chart.factsTitle = Texts::tr("%1 instead of %2").arg(to, from);
  const AxisFormat format = axisFormat({view.cost, {}});
  chart.facts << FactSpec{text(1, format), view.cost == Metric::Memory
                                               ? Texts::tr("of memory, instead of %1").arg(text(0, format))
                                               : Texts::tr("a token, instead of %1").arg(text(0, format))};
  chart.facts << FactSpec{number(*said.figures[3].quantity.value),
                          view.divergence
                              ? Texts::tr("nats away from float32")
                              : Texts::tr("bits per byte, instead of %1").arg(number(*said.figures[2].quantity.value))};
  if (said.difference.value && !view.divergence)
    chart.facts << FactSpec{signedNumber(*said.difference.value),
                            Texts::tr("bits per byte, paired on the same tokens")};
}

} // namespace

ChartSpec precisionChart(const PrecisionView& view, const Evidence& evidence, const ViewState& state) {
  ChartSpec chart;
  chart.id = QStringLiteral("precision");
  chart.x = axisOf(evidence, {view.cost, {}});
  chart.y = qualityAxisOf(view);
  chart.columns = QStringList{QStringLiteral("model"), QStringLiteral("precision"), QStringLiteral("context_tokens"),
                              QStringLiteral("requests"), QStringLiteral("file_format")} +
                  quantityColumns(QString::fromStdString(column_of({view.cost, {}}))) +
                  quantityColumns(view.divergence ? QStringLiteral("kl_nats") : QStringLiteral("bits_per_byte")) +
                  quantityColumns(QStringLiteral("bits_per_byte_more_than_f32"));
  if (!evidence.facts(view.model).has_weights) {
    chart.emptyText = Texts::tr("Add a checkpoint with trained weights (“Add model…”) and choose it here: random "
                                "weights have no quality to lose.");
    chart.sentence = chart.emptyText;
    return chart;
  }
  const Contender contender{view.model, shown_device(evidence, state)};
  Extent x, y;
  QList<Quantity> shown;
  for (const PrecisionCell& cell : view.cells) {
    chart.rows << QStringList{QString::fromStdString(view.model), QString::fromStdString(cell.precision),
                              QString::number(state.at.context), QString::number(state.at.requests),
                              view.stored ? QString::fromStdString(view.stored->name) : QString()} +
                      quantityCells(cell.cost) + quantityCells(cell.quality) + quantityCells(cell.difference);
    if (!cell.cost.value || !cell.quality.value)
      continue;
    SeriesSpec series = seriesOf(evidence, view.model, state);
    series.selected = false;
    series.points << pointOf(view, cell, modelHeading(evidence, view.model), chart.x.title, placeText(state.at));
    chart.series << series;
    x.include(cell.cost);
    y.include(cell.quality);
    shown << cell.cost << cell.quality;
  }
  fitAxis(chart.x, x);
  fitQuality(chart.y, y);
  addProvenance(chart, evidence, {contender}, shown, true);
  QStringList formats;
  for (const SeriesSpec& series : chart.series)
    formats << series.points.front().label;
  chart.provenance[1] = Texts::tr("%1; weights %2").arg(modelHeading(evidence, view.model), listText(formats));
  if (view.stored)
    chart.provenance[1] += Texts::tr("; the file holds %1").arg(bitsText(*view.stored));
  for (const PublishedLosses& losses : view.published)
    chart.provenance << QString::fromStdString(published_text(WindowVoice(), losses));
  chart.sentence = sentenceOf(view, modelName(evidence, view.model));
  chart.subtitle = chart.provenance[1];
  addFacts(chart, view);
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = Texts::tr("Nothing to compare yet: press “Measure all precisions” for speed, then “Measure "
                                "quality on my text…” at each.");
  return chart;
}

} // namespace pareto::ui
