// SPDX-License-Identifier: GPL-3.0-or-later
// PRECISION: speed and memory of one checkpoint against the quality lost, one mark a format.
#include "ui/pages/precision/precision_chart.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/contenders.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(PrecisionChart)
};

constexpr const char* kPrecisions[] = {"f32", "f16", "bf16", "q8", "q4"};
constexpr double kFourBits = 5.2, kEightBits = 9; ///< bits per weight up to which a file counts as one: Q4_K with a finer head has 4.9
constexpr double kAlike = 0.05; ///< speeds nearer than this are called the same
constexpr const char* kExact = "f32"; ///< what a divergence is counted from

/// The latest score of the checkpoint at a precision; all on the text and context that were used last.
Quantity qualityOf(const std::vector<Score>& scores, const std::string& model, const std::string& precision, bool divergence, int64_t context, const Score* like) {
  for (auto score = scores.rbegin(); score != scores.rend(); ++score) {
    const bool task = divergence ? score->task == Score::Task::Divergence && score->against == kExact : score->task == Score::Task::BitsPerByte;
    if (!task || score->model != model || score->precision != precision || score->context != context || (like && score->file != like->file))
      continue;
    return quantity_of(*score);
  }
  Quantity none;
  none.gap = Gap::NotScored;
  none.why = "Not measured on a text at this precision yet.";
  return none;
}

/// Bits per byte more than at float32 on the same tokens: far narrower than the difference of two intervals, for what both
/// find hard falls out of it.
Quantity differenceOf(const std::vector<Score>& scores, const std::string& model, const std::string& precision, int64_t context, const Score* like) {
  for (auto score = scores.rbegin(); score != scores.rend(); ++score)
    if (like && score->task == Score::Task::Divergence && score->against == kExact && score->model == model && score->precision == precision && score->context == context &&
        score->file == like->file && score->difference) {
      Quantity difference = quantity_of(*score);
      difference.value = score->difference;
      difference.ci95 = score->difference_ci95;
      return difference;
    }
  Quantity none;
  none.gap = Gap::NotScored;
  none.why = "Not compared with float32 on this text yet.";
  return none;
}

/// The score that says which text and context the chart is about.
const Score* leadingScore(const std::vector<Score>& scores, const std::string& model, bool divergence) {
  const Score* lead = nullptr;
  for (auto score = scores.rbegin(); score != scores.rend(); ++score) {
    const bool task = divergence ? score->task == Score::Task::Divergence && score->against == kExact : score->task == Score::Task::BitsPerByte;
    if (task && score->model == model && (!lead || (score->file == lead->file && score->context > lead->context)))
      lead = &*score;
  }
  return lead;
}

QString number(double value) { return QLocale().toString(value, 'g', 4); }

QString signedNumber(double value) { return (value >= 0 ? QStringLiteral("+") : QString()) + QLocale().toString(value, 'g', 3); }

/// "+0.0625 bits per byte (+0.05 to +0.08, n = 2,100)"; n are tokens.
QString differenceText(const Quantity& difference) {
  const QString value = signedNumber(*difference.value), n = QLocale().toString(difference.n);
  return difference.ci95 ? Texts::tr("%1 bits per byte (%2 to %3, n = %4)").arg(value, signedNumber(difference.ci95->low), signedNumber(difference.ci95->high), n)
                         : Texts::tr("%1 bits per byte (no interval, n = %2)").arg(value, n);
}

/// The coarsest format that still holds every value of the file; float32 where nothing is known of the file.
std::string ownPrecision(const PrecisionView& view) {
  const double bits = view.stored ? view.stored->bits_per_weight : 32;
  return bits <= kFourBits ? "q4" : bits <= kEightBits ? "q8" : bits <= 16 ? "f16" : kExact;
}

bool isFourBitFile(const PrecisionView& view) { return ownPrecision(view) == "q4"; }

QString bitsText(const StoredFormat& stored) { return Texts::tr("%1, %2 bits per weight").arg(QString::fromStdString(stored.name), QLocale().toString(stored.bits_per_weight, 'f', 1)); }

/// Whether reading the file at a precision can lose nothing, for it holds no more than that.
bool holdsTheFile(const PrecisionView& view, const std::string& precision) {
  const auto place = [](const std::string& one) { return std::find(std::begin(kPrecisions), std::end(kPrecisions), one) - std::begin(kPrecisions); };
  return view.stored && (place(precision) < place(ownPrecision(view)));
}

/// Reads from the coarsest complete cell to the file's own format, or the finest.
QString sentenceOf(const PrecisionView& view, const QString& name) {
  if (isFourBitFile(view))
    return Texts::tr("%1 is a 4-bit file already (%2): a 4-bit form of it saves nothing and is not free, for what was lost when the file was made cannot be seen here.").arg(name, bitsText(*view.stored));
  std::vector<const PrecisionCell*> complete;
  for (const PrecisionCell& cell : view.cells)
    if (cell.cost.value && cell.quality.value) {
      if (view.stored && cell.precision == ownPrecision(view))
        complete.clear(); // finer ones hold the same values: the file is what a coarser format is compared with
      complete.push_back(&cell);
    }
  if (complete.size() < 2)
    return Texts::tr("What a coarser format of %1 costs in quality is not known yet: measure the precisions, and measure on a text at each.").arg(name);
  const PrecisionCell &from = *complete.front(), &to = *complete.back();
  const double ratio = *from.cost.value / *to.cost.value;
  const QString times = QLocale().toString(ratio >= 1 ? ratio : 1 / ratio, 'f', 1);
  QString gain;
  if (view.cost == Metric::Tpot && std::abs(std::log(ratio)) < kAlike)
    gain = Texts::tr("%1 is as fast as %2").arg(precisionName(to.precision), precisionName(from.precision));
  else if (view.cost == Metric::Tpot)
    gain = ratio >= 1 ? Texts::tr("%1 is %2 times as fast as %3").arg(precisionName(to.precision), times, precisionName(from.precision))
                      : Texts::tr("%1 is %2 times slower than %3").arg(precisionName(to.precision), times, precisionName(from.precision));
  else
    gain = Texts::tr("%1 needs %2 of memory instead of %3 (%4)").arg(precisionName(to.precision), formatValue(*to.cost.value, AxisFormat::Bytes), formatValue(*from.cost.value, AxisFormat::Bytes), precisionName(from.precision));
  const QString loss = view.divergence ? Texts::tr("its next-token distribution moves by %1 nats on average").arg(number(*to.quality.value))
                                       : Texts::tr("bits per byte go from %1 to %2").arg(number(*from.quality.value), number(*to.quality.value));
  if (!view.divergence && to.difference.value)
    return Texts::tr("%1: %2; %3, paired on the same tokens %4.").arg(name, gain, loss, differenceText(to.difference));
  return Texts::tr("%1: %2; %3.").arg(name, gain, loss);
}

AxisSpec qualityAxisOf(const PrecisionView& view) {
  AxisSpec axis;
  const QString context = QLocale().toString(qlonglong(view.context));
  if (view.divergence)
    axis.title = view.context > 0 ? Texts::tr("KL divergence from float32, context %1").arg(context) : Texts::tr("KL divergence from float32");
  else
    axis.title = view.context > 0 ? Texts::tr("Bits per byte of my text, context %1").arg(context) : Texts::tr("Bits per byte of my text");
  axis.unit = view.divergence ? Texts::tr("nats") : QString(); // the other title is its own unit
  axis.better = Better::Lower;
  axis.tooltip = view.divergence ? Texts::tr("How far the next-token distribution lies from that of float32 weights; 0 = the same.")
                                 : Texts::tr("How many bits the model needs for a byte of your text: lower means it understands the text better.");
  return axis;
}

PointSpec pointOf(const PrecisionView& view, const PrecisionCell& cell, const QString& heading, const QString& cost, const QString& place) {
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
                            (view.divergence ? Texts::tr("KL from float32") : Texts::tr("Bits per byte")) + QStringLiteral(": ") + number(*cell.quality.value) + QStringLiteral(" · ") +
                                quantityText(cell.quality, AxisFormat::Number)}
                    .join(QLatin1Char('\n'));
  if (holdsTheFile(view, cell.precision))
    point.hover += QLatin1Char('\n') + Texts::tr("Holds the same values as the file (%1).").arg(bitsText(*view.stored));
  if (cell.difference.value)
    point.hover += QLatin1Char('\n') + Texts::tr("Paired with float32 on the same tokens: %1").arg(differenceText(cell.difference));
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

} // namespace

QString precisionName(const std::string& precision) {
  if (precision == "f32")
    return Texts::tr("float32");
  if (precision == "f16")
    return Texts::tr("float16");
  if (precision == "bf16")
    return Texts::tr("bfloat16");
  if (precision == "q8")
    return Texts::tr("8-bit");
  return precision == "q4" ? Texts::tr("4-bit") : QString::fromStdString(precision);
}

PrecisionView precisionView(const Evidence& evidence, const std::string& model, Metric cost, bool divergence, const OperatingPoint& at, std::optional<StoredFormat> stored) {
  PrecisionView view{model, cost, divergence, 0, {}, std::move(stored)};
  const std::vector<Score> scores = evidence.scores_of(model);
  const Score* lead = leadingScore(scores, model, divergence);
  view.context = lead ? lead->context : 0;
  for (const char* precision : kPrecisions) {
    PrecisionCell cell{precision, evidence.value_at(precision, model, cost, at), qualityOf(scores, model, precision, divergence, view.context, lead), differenceOf(scores, model, precision, view.context, lead)};
    for (Quantity* quality : {&cell.quality, &cell.difference}) // on a text of this length, and no longer one
      if (quality->value && at.context > quality->tested_to)
        quality->reach = Reach::Beyond;
    if (divergence && std::string(precision) == kExact && lead) { // from itself: nothing, by definition
      cell.quality = {};
      cell.quality.value = 0;
      cell.quality.source = Source::Modelled;
    }
    view.cells.push_back(std::move(cell));
  }
  return view;
}

ChartSpec precisionChart(const PrecisionView& view, const Evidence& evidence, const ViewState& state) {
  ChartSpec chart;
  chart.id = QStringLiteral("precision");
  chart.x = axisOf(evidence, {view.cost, {}});
  chart.y = qualityAxisOf(view);
  chart.columns = QStringList{QStringLiteral("model"), QStringLiteral("precision"), QStringLiteral("context_tokens"), QStringLiteral("requests"), QStringLiteral("file_format")} +
                  quantityColumns(QString::fromStdString(column_of({view.cost, {}}))) +
                  quantityColumns(view.divergence ? QStringLiteral("kl_nats") : QStringLiteral("bits_per_byte")) + quantityColumns(QStringLiteral("bits_per_byte_more_than_f32"));
  if (!evidence.facts(view.model).has_weights) {
    chart.emptyText = Texts::tr("Add a checkpoint with trained weights (“Add model…”) and choose it here: random weights have no quality to lose.");
    chart.sentence = chart.emptyText;
    return chart;
  }
  const Contender contender{view.model, shownDevice(evidence, state)};
  Extent x, y;
  QList<Quantity> shown;
  for (const PrecisionCell& cell : view.cells) {
    chart.rows << QStringList{QString::fromStdString(view.model), QString::fromStdString(cell.precision), QString::number(state.at.context), QString::number(state.at.requests),
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
  chart.sentence = sentenceOf(view, modelName(evidence, view.model));
  chart.accessibleText = chart.sentence;
  if (chart.series.isEmpty())
    chart.emptyText = Texts::tr("Nothing to compare yet: press “Measure all precisions” for speed, then “Measure quality on my text…” at each.");
  return chart;
}

} // namespace pareto::ui
