// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/shelf_charts.h"

#include "core/decide/cost/shelf_cost.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/target_words.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(ShelfCharts)
};

constexpr double kHalfBar = 0.34;     ///< of a row's height
constexpr double kRoomForLabel = 1.7; ///< of the axis, for what stands beside a bar
constexpr double kExact = 0.01;       ///< half the width of a value without an interval

QString nameOf(const ShelfCard& card) {
  if (card.part != ShelfPart::Here)
    return QString::fromStdString(card.name);
  return card.name.empty() ? Texts::tr("This computer")
                           : Texts::tr("This computer (%1)").arg(QString::fromStdString(card.name));
}

QString bytes(int64_t count) { return formatValue(static_cast<double>(count), AxisFormat::Bytes); }

/// How many of these machines are like that.
FactSpec countOf(const std::vector<ShelfCard>& cards, const QString& caption, bool (*holds)(const ShelfCard&)) {
  const auto count = std::count_if(cards.begin(), cards.end(), holds);
  return {Texts::tr("%1 of %2").arg(QString::number(count), QString::number(cards.size())), caption};
}

/// What both charts have: of which model, where, in which rows; the first card stands at the top.
ChartSpec begun(const char* id, const Evidence& evidence, const ViewState& view, const std::string& model,
                const std::vector<ShelfCard>& cards) {
  ChartSpec chart;
  chart.id = QLatin1String(id);
  for (const ShelfCard& card : cards)
    chart.y.categories.prepend(nameOf(card));
  chart.y.low = -0.6;
  chart.y.high = std::max(0.4, static_cast<double>(cards.size()) - 0.4);
  chart.subtitle = shown(place_clause(WindowVoice(), view));
  chart.provenance = {Texts::tr("Machines by their data sheets; prices as published, with their days"),
                      Texts::tr("%1; weights %2")
                          .arg(modelHeading(evidence, model), QString::fromStdString(evidence.study().precision))};
  chart.facts = {countOf(cards, Texts::tr("machines hold all requests at once"),
                         [](const ShelfCard& card) { return card.holds_workload; }),
                 countOf(cards, Texts::tr("machines whose wait is known, measured or modelled"),
                         [](const ShelfCard& card) { return card.wait.value.has_value(); })};
  if (cards.empty())
    chart.emptyText = Texts::tr("This model could not be opened.");
  return chart;
}

BlockSpec block(double row, double left, double right, BlockFill fill, const QString& family) {
  BlockSpec made;
  made.bottom = row - kHalfBar;
  made.top = row + kHalfBar;
  made.left = left;
  made.right = right;
  made.fill = fill;
  made.family = family;
  return made;
}

/// The place of a keyboard's focus and of the hover, at a bar's end.
void addEnd(ChartSpec& chart, const QString& name, const QString& family, double x, double row, const QString& hover) {
  SeriesSpec series;
  series.name = name;
  series.architecture = series.family = family;
  series.marks = false;
  PointSpec point;
  point.x = x;
  point.y = row;
  point.hover = hover;
  series.points << point;
  chart.series << series;
}

void addMemory(ChartSpec& chart, const ShelfCard& card, double row) {
  const QString family = deviceKey(0);
  const auto taken = static_cast<double>(card.taken_bytes);
  const double own = card.fit.known() ? static_cast<double>(*card.fit.memory_bytes) : 0;
  const double inside = card.fit.known() ? std::min(taken, own) : taken;
  const QString fits = shown(fit_text(WindowVoice(), card.fit));
  const QString hover =
      QStringList{nameOf(card),
                  card.fit.known() ? Texts::tr("%1 of %2 taken by weights and all requests")
                                         .arg(bytes(card.taken_bytes), bytes(*card.fit.memory_bytes))
                                   : Texts::tr("%1 taken by weights and all requests").arg(bytes(card.taken_bytes)),
                  fits}
          .join(QLatin1Char('\n'));
  QList<BlockSpec> blocks;
  if (card.fit.known())
    blocks << block(row, 0, own, BlockFill::Outline, {});
  blocks << block(row, 0, inside, card.fit.known() ? BlockFill::Solid : BlockFill::Dotted, family);
  if (card.overflow_bytes() > 0)
    blocks << block(row, own, taken, BlockFill::Hatched, deviceKey(1));
  blocks.last().beside = blocks.last().right >= own ? fits : QString();
  if (blocks.last().beside.isEmpty())
    blocks.first().beside = fits;
  for (BlockSpec& each : blocks)
    each.hover = hover;
  chart.blocks << blocks;
  addEnd(chart, nameOf(card), family, inside, row, hover);
  chart.rows << QStringList{QString::fromStdString(card.machine),
                            nameOf(card),
                            QLatin1String(to_string(card.part)),
                            card.fit.known() ? QString::number(*card.fit.memory_bytes) : QString(),
                            QString::number(card.taken_bytes),
                            QString::number(card.overflow_bytes()),
                            card.fit.known() ? QString::number(card.fit.requests) : QString()};
}

/// What a machine of the catalogue costs; nothing of this computer, whose price the form states.
struct Money {
  QString beside;
  QStringList lines;
};

Money moneyOf(const Evidence& evidence, const std::string& model, const ShelfCard& card) {
  Money money;
  const Machine* machine = evidence.machine_of(card.machine);
  if (!machine)
    return money;
  const WindowVoice voice;
  const CostReport report = shelf_cost(evidence, model, *machine);
  const QString price = shown(price_text(voice, *machine));
  money.lines << (price.isEmpty() ? Texts::tr("no public price is known") : price);
  if (const WayCost& own = report.of(Way::Own); own.gap == CostGap::None)
    money.beside = Texts::tr("%1 a month").arg(shown(money_text(voice, own.month, report.currency)));
  else
    money.beside = price;
  money.lines << shown(way_text(voice, report, Way::Own)) << shown(payback_text(voice, report, Way::Own));
  for (const Crossing& crossing : report.crossings)
    if (crossing.way == Way::Own || crossing.other == Way::Own)
      money.lines << shown(crossing_text(voice, crossing));
  money.lines.removeAll(QString());
  return money;
}

QString waitText(const Quantity& wait) {
  if (!wait.value)
    return gapText(wait);
  const bool band = wait.source == Source::Modelled && wait.ci95;
  return band ? formatRange(*wait.ci95, AxisFormat::Milliseconds)
              : formatEstimate(*wait.value, wait.ci95, AxisFormat::Milliseconds);
}

QString proofLines(const ShelfCard& card) {
  if (!card.reading || !card.writing)
    return {};
  return Texts::tr("modelled; reading: %1; writing: %2")
      .arg(shown(proof_text(WindowVoice(), *card.reading)), shown(proof_text(WindowVoice(), *card.writing)));
}

void addWait(ChartSpec& chart, const Evidence& evidence, const std::string& model, const ShelfCard& card, double row) {
  const Quantity& wait = card.wait;
  const bool modelled = wait.source == Source::Modelled;
  const QString family = deviceKey(modelled ? 4 : 0);
  const Money money = moneyOf(evidence, model, card);
  QStringList lines{nameOf(card), waitText(wait), proofLines(card)};
  lines << money.lines;
  lines.removeAll(QString());
  const double value = wait.value.value_or(0);
  const Interval ends = wait.ci95.value_or(Interval{value * (1 - kExact), value * (1 + kExact)});
  BlockSpec bar = wait.value ? block(row, ends.low, ends.high, modelled ? BlockFill::Dotted : BlockFill::Solid, family)
                             : block(row, 0, 0, BlockFill::Outline, {});
  bar.beside = money.beside.isEmpty() ? waitText(wait) : Texts::tr("%1 · %2").arg(waitText(wait), money.beside);
  bar.hover = lines.join(QLatin1Char('\n'));
  chart.blocks << bar;
  if (wait.value)
    addEnd(chart, nameOf(card), family, value, row, bar.hover);
  chart.rows << QStringList{QString::fromStdString(card.machine),
                            nameOf(card),
                            QLatin1String(to_string(card.part)),
                            card.price ? QString::number(card.price->amount) : QString(),
                            card.price ? QString::fromStdString(card.price->currency) : QString(),
                            card.price ? QString::fromStdString(card.price->date) : QString()} +
                    quantityCells(wait);
}

/// Rows without a value stand at the left end, and say why.
void fitWaits(ChartSpec& chart) {
  double low = INFINITY, high = 0;
  for (const BlockSpec& each : chart.blocks)
    if (each.right > 0) {
      low = std::min(low, each.left);
      high = std::max(high, each.right);
    }
  if (high <= 0) {
    low = 1;
    high = 10;
  }
  chart.x.logarithmic = true;
  chart.x.low = low / 1.2;
  chart.x.high = high * std::pow(high / low, 0.8) * 1.5; // what stands beside the longest has room
  for (BlockSpec& each : chart.blocks)
    if (each.right <= 0) {
      each.left = chart.x.low;
      each.right = chart.x.low * 1.01;
    }
}

QString waitSentence(const std::vector<ShelfCard>& cards) {
  const auto having = [&](bool modelled) {
    return std::count_if(cards.begin(), cards.end(), [&](const ShelfCard& card) {
      return card.wait.value && (card.wait.source == Source::Modelled) == modelled;
    });
  };
  return Texts::tr("How long an answer takes: known on %1 of these machines, modelled on %2")
      .arg(QString::number(having(false)), QString::number(having(true)));
}

QString memorySentence(const Evidence& evidence, const ViewState& view, const std::string& model,
                       const std::vector<ShelfCard>& cards) {
  const auto holding =
      std::count_if(cards.begin(), cards.end(), [](const ShelfCard& card) { return card.holds_workload; });
  return Texts::tr("%1: %2 of %3 machines hold %n request(s) at once", nullptr, view.at.requests)
      .arg(modelName(evidence, model), QString::number(holding), QString::number(cards.size()));
}

} // namespace

QString shelfPartName(ShelfPart part) {
  switch (part) {
  case ShelfPart::Here: return Texts::tr("This computer");
  case ShelfPart::Laptop: return Texts::tr("Laptops and small computers");
  case ShelfPart::Desktop: return Texts::tr("Desktops");
  case ShelfPart::Card: return Texts::tr("Graphics cards");
  case ShelfPart::Datacentre: return Texts::tr("Data-centre cards");
  case ShelfPart::Server: break;
  }
  return Texts::tr("Servers");
}

std::vector<ShelfCard> cardsOf(const std::vector<ShelfCard>& cards, ShelfPart part) {
  std::vector<ShelfCard> found;
  for (const ShelfCard& card : cards)
    if (card.part == part || card.part == ShelfPart::Here)
      found.push_back(card);
  return found;
}

ChartSpec shelfMemoryChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                           const std::vector<ShelfCard>& cards) {
  ChartSpec chart = begun("cost-shelf-memory", evidence, view, model, cards);
  chart.x.title = Texts::tr("Memory");
  chart.x.format = AxisFormat::Bytes;
  chart.columns = {QStringLiteral("machine"),      QStringLiteral("name"),        QStringLiteral("part"),
                   QStringLiteral("memory_bytes"), QStringLiteral("taken_bytes"), QStringLiteral("overflow_bytes"),
                   QStringLiteral("requests")};
  auto row = static_cast<double>(cards.size()) - 1;
  for (const ShelfCard& card : cards)
    addMemory(chart, card, row--);
  double most = 1;
  for (const BlockSpec& each : chart.blocks)
    most = std::max(most, each.right);
  chart.x.high = most * kRoomForLabel;
  chart.meanings = {{BlockFill::Solid, Texts::tr("weights and all requests")},
                    {BlockFill::Hatched, Texts::tr("beyond its memory")},
                    {BlockFill::Outline, Texts::tr("memory of the machine")}};
  chart.sentence = memorySentence(evidence, view, model, cards);
  chart.accessibleText = chart.sentence;
  chart.badge = Texts::tr("MODELLED"); // by formula, of machines that are not here
  return chart;
}

ChartSpec shelfWaitChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                         const std::vector<ShelfCard>& cards) {
  ChartSpec chart = begun("cost-shelf-wait", evidence, view, model, cards);
  chart.x = axisOf(evidence, {Metric::AnswerTime, {}});
  chart.columns = QStringList{QStringLiteral("machine"), QStringLiteral("name"),     QStringLiteral("part"),
                              QStringLiteral("price"),   QStringLiteral("currency"), QStringLiteral("price_date")} +
                  quantityColumns(QStringLiteral("wait_ms"));
  auto row = static_cast<double>(cards.size()) - 1;
  for (const ShelfCard& card : cards)
    addWait(chart, evidence, model, card, row--);
  fitWaits(chart);
  chart.meanings = {{BlockFill::Solid, Texts::tr("measured or imported")},
                    {BlockFill::Dotted, Texts::tr("modelled, with its band")}};
  chart.sentence = waitSentence(cards);
  chart.accessibleText = chart.sentence;
  chart.badge = Texts::tr("MODELLED");
  return chart;
}

} // namespace pareto::ui
