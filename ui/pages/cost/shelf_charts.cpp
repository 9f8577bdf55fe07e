// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/shelf_charts.h"

#include "core/decide/cost/report.h"
#include "core/decide/words/answer_words.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/target_words.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/pages/cost/shelf_texts.h"
#include "ui/session/target_list.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QFontInfo>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct ShelfChartsTexts {
  Q_DECLARE_TR_FUNCTIONS(ShelfCharts)
};

constexpr double kShelfChartsHalfBar = 0.34; ///< of a row's height
constexpr double kShelfChartsRoom = 1.05;    ///< of the axis: what stands beside a bar has room of its own
constexpr double kExact = 0.01;              ///< half the width of a value without an interval
constexpr double kFar = 10;                  ///< times the range: a line further out would squeeze the bars
constexpr double kShelfChartsSliver = 0.004; ///< of the axis: a block without width would not be drawn
constexpr double kLeastSeen = 0.0015;        ///< of the axis: a need that is less is drawn so wide, a line's width

QString bytes(int64_t count) { return formatValue(static_cast<double>(count), AxisFormat::Bytes); }

/// Those that stand on a machine: an API says nothing of its own.
QList<ShelfRow> onMachines(QList<ShelfRow> rows) {
  rows.removeIf([](const ShelfRow& row) { return !row.card; });
  return rows;
}

FactSpec factOf(qsizetype known, qsizetype count, const QString& caption) {
  return {ShelfChartsTexts::tr("%1 of %2").arg(QString::number(count), QString::number(known)), caption};
}

bool holdsWorkload(const ShelfRow& row) { return row.card && row.card->holds_workload; }
bool hasMemory(const ShelfRow& row) { return row.card && row.card->fit.known(); }
bool hasWait(const ShelfRow& row) { return row.card && row.card->wait.value; }
/// Its time is of all requests at once, which this machine does not hold.
bool isOverfull(const ShelfRow& row) { return hasWait(row) && row.card->overflow_bytes() > 0; }

/// The ends of a wait that is known.
Interval endsOf(const Quantity& wait) { return wait.ci95.value_or(Interval{*wait.value, *wait.value}); }

/// How a machine's wait stands to patience, by all of its band: within it, over it, or its end lies inside. A disturbed
/// one is counted with those that nobody knows.
enum class Within { Yes, Perhaps, No, Unknown };
Within within(const ShelfRow& row, double patience_ms) {
  if (!hasWait(row) || row.card->wait.condition != Condition::Quiet)
    return Within::Unknown;
  const Interval ends = endsOf(row.card->wait);
  return ends.high <= patience_ms ? Within::Yes : ends.low > patience_ms ? Within::No : Within::Perhaps;
}
qsizetype countWithin(const QList<ShelfRow>& rows, double patience_ms, Within which) {
  return std::count_if(rows.begin(), rows.end(),
                       [&](const ShelfRow& row) { return within(row, patience_ms) == which; });
}
/// What the charts have: of which model, where, in which rows; the first stands at the top.
ChartSpec begun(const char* id, const Evidence& evidence, const ViewState& view, const std::string& model,
                const QList<ShelfRow>& rows, bool priced = false) {
  ChartSpec chart;
  chart.id = QLatin1String(id);
  for (const ShelfRow& row : rows)
    chart.y.categories.prepend(row.name);
  chart.y.low = -0.6;
  chart.y.high = std::max(0.4, static_cast<double>(rows.size()) - 0.4);
  QStringList of{modelName(evidence, model), shown(place_label(WindowVoice(), view)),
                 shown(volume_text(WindowVoice(), evidence.study().cost))};
  of.removeAll(QString());
  chart.subtitle = of.join(QStringLiteral(" · "));
  const QString days = priced ? daysOfPrices(rows) : QString(), sheets = dayOfDataSheets();
  chart.provenance = {
      !priced ? ShelfChartsTexts::tr("Machines by their data sheets of %1").arg(sheets)
      : days.isEmpty()
          ? ShelfChartsTexts::tr("Machines by their data sheets of %1; prices as published, with their "
                                 "days")
                .arg(sheets)
          : ShelfChartsTexts::tr("Machines by their data sheets of %1; public prices of %2").arg(sheets, days),
      ShelfChartsTexts::tr("%1; weights %2")
          .arg(modelHeading(evidence, model), QString::fromStdString(evidence.study().precision))};
  chart.factsTitle = modelName(evidence, model); // each chart counts what it shows
  if (!evidence.formulas(model))
    chart.emptyText = ShelfChartsTexts::tr("This model could not be opened.");
  chart.badge = modelledBadge(false); // by formula, of machines that are not here
  return chart;
}

BlockSpec block(double row, double left, double right, BlockFill fill, const QString& family) {
  BlockSpec made;
  made.bottom = row - kShelfChartsHalfBar;
  made.top = row + kShelfChartsHalfBar;
  made.left = left;
  made.right = right;
  made.fill = fill;
  made.family = family;
  return made;
}

/// In tables: where it stands, or how it is had.
QString partOf(const ShelfRow& shelf) {
  return QLatin1String(shelf.way == Way::Own ? to_string(shelf.card->part) : to_string(shelf.way));
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

/// `family`: the colour of the model that is asked about, the same on every machine.
void addMemory(ChartSpec& chart, const ShelfRow& shelf, double row, const QString& family) {
  const ShelfCard& card = *shelf.card;
  const auto taken = static_cast<double>(card.taken_bytes);
  const double own = card.fit.known() ? static_cast<double>(*card.fit.memory_bytes) : 0;
  const double inside = card.fit.known() ? std::min(taken, own) : taken;
  const QString fits = shown(fit_text(WindowVoice(), card.fit));
  const QString hover =
      QStringList{shelf.name,
                  card.fit.known()
                      ? ShelfChartsTexts::tr("%1 of %2 taken by weights and all requests")
                            .arg(bytes(card.taken_bytes), bytes(*card.fit.memory_bytes))
                      : ShelfChartsTexts::tr("%1 taken by weights and all requests").arg(bytes(card.taken_bytes)),
                  fits}
          .join(QLatin1Char('\n'));
  QList<BlockSpec> blocks;
  if (card.fit.known())
    blocks << block(row, 0, own, BlockFill::Outline, {});
  blocks << block(row, 0, inside, card.fit.known() ? BlockFill::Solid : BlockFill::Dotted, family);
  if (card.overflow_bytes() > 0)
    blocks << block(row, own, taken, BlockFill::Hatched, family);
  blocks.last().beside = blocks.last().right >= own ? fits : QString();
  if (blocks.last().beside.isEmpty())
    blocks.first().beside = fits;
  for (BlockSpec& each : blocks)
    each.hover = hover;
  chart.blocks << blocks;
  addEnd(chart, shelf.name, family, inside, row, hover);
  chart.rows << QStringList{QString::fromStdString(card.machine),
                            shelf.name,
                            partOf(shelf),
                            card.fit.known() ? QString::number(*card.fit.memory_bytes) : QString(),
                            QString::number(card.taken_bytes),
                            QString::number(card.overflow_bytes()),
                            card.fit.known() ? QString::number(card.fit.requests) : QString()};
}

/// In which unit the waits of all rows are written, where one does for them.
std::optional<NumberUnit> unitOf(const QList<ShelfRow>& rows) {
  Extent all;
  for (const ShelfRow& row : rows)
    if (hasWait(row)) {
      all.include(endsOf(row.card->wait).low);
      all.include(endsOf(row.card->wait).high);
    }
  return all.high >= all.low ? unit_of_axis(all.low, all.high, AxisFormat::Milliseconds) : std::nullopt;
}

QString waitText(const Quantity& wait, const std::optional<NumberUnit>& unit) {
  if (!wait.value)
    return gapText(wait);
  const bool band = wait.source == Source::Modelled && wait.ci95;
  return shown(band ? range_text(WindowVoice(), *wait.ci95, AxisFormat::Milliseconds, unit)
                    : estimate_text(WindowVoice(), *wait.value, wait.ci95, AxisFormat::Milliseconds, true, unit));
}

QString proofLines(const ShelfCard& card) {
  if (!card.reading || !card.writing)
    return {};
  return ShelfChartsTexts::tr("modelled; reading: %1; writing: %2")
      .arg(shown(proof_text(WindowVoice(), *card.reading)), shown(proof_text(WindowVoice(), *card.writing)));
}

void addWait(ChartSpec& chart, const ShelfRow& shelf, double row, const QString& family,
             const std::optional<NumberUnit>& unit) {
  const ShelfCard& card = *shelf.card;
  const Quantity& wait = card.wait;
  const bool modelled = wait.source == Source::Modelled;
  QStringList lines{shelf.name, withCondition(waitText(wait, unit), wait.condition), proofLines(card)};
  lines << moneyLines(shelf);
  lines.removeAll(QString());
  const double value = wait.value.value_or(0);
  const Interval ends = wait.ci95.value_or(Interval{value * (1 - kExact), value * (1 + kExact)});
  const BlockFill fill = wait.condition != Condition::Quiet ? BlockFill::Broken
                         : modelled                         ? BlockFill::Dotted
                                                            : BlockFill::Solid;
  BlockSpec bar = wait.value ? block(row, ends.low, ends.high, fill, family) : block(row, 0, 0, BlockFill::None, {});
  bar.beside = withCondition(waitText(wait, unit), wait.condition);
  if (isOverfull(shelf))
    bar.beside += QStringLiteral(" · ") + shown(fit_text(WindowVoice(), card.fit));
  bar.hover = lines.join(QLatin1Char('\n'));
  chart.blocks << bar;
  if (wait.value)
    addEnd(chart, shelf.name, family, value, row, bar.hover);
  chart.rows << QStringList{QString::fromStdString(card.machine),
                            shelf.name,
                            partOf(shelf),
                            card.price ? QString::number(card.price->amount) : QString(),
                            card.price ? QString::fromStdString(card.price->currency) : QString(),
                            card.price ? QString::fromStdString(card.price->date) : QString()} +
                    quantityCells(wait);
}

void addMoney(ChartSpec& chart, const ShelfRow& shelf, double row) {
  const WayCost& cost = shelf.report.of(shelf.way);
  const bool known = cost.gap == CostGap::None;
  const Ranged& month = cost.month;
  const QString family = wayKey(static_cast<int>(shelf.way));
  const double high = month.drawn_to();
  QStringList lines{shelf.name};
  lines << moneyLines(shelf);
  lines.removeAll(QString());
  const QString hover = lines.join(QLatin1Char('\n'));
  const BlockFill fill = !isQuiet(shelf) ? BlockFill::Broken : isOpen(shelf) ? BlockFill::Hatched : BlockFill::Solid;
  BlockSpec bar = known ? block(row, 0, month.value, fill, family) : block(row, 0, 0, BlockFill::Outline, {});
  bar.hover = hover;
  BlockSpec end = bar; // what is said of it stands behind its range
  end.fill = BlockFill::None;
  end.left = end.right = known ? high : 0;
  end.beside = moneyText(shelf);
  chart.blocks << bar << end;
  if (known) {
    addEnd(chart, shelf.name, family, month.value, row, hover);
    PointSpec& point = chart.series.last().points.last();
    point.fill = isQuiet(shelf) ? MarkFill::Modelled : MarkFill::ModelledBroken;
    if (month.low < high)
      point.xInterval = Interval{month.low, high};
  }
  const auto number = [&](double value) {
    return known && std::isfinite(value) ? QString::number(value, 'g', 10) : QString();
  };
  const Payback& back = shelf.report.paybacks[static_cast<size_t>(shelf.way)];
  chart.rows << QStringList{shelf.name,
                            QLatin1String(to_string(shelf.way)),
                            shelf.price,
                            QLatin1String(to_string(shelf.report.currency)),
                            number(month.value),
                            number(month.low),
                            number(month.high),
                            back.value ? number(*back.value) : QString(),
                            QLatin1String(to_string(cost.gap))};
}

/// Rows without a value stand at the left end, and say why. Patience is on it, unless it lies far away. `room`: the end
/// of the axis over that of the longest bar.
void fitWaits(ChartSpec& chart, double patience, double room) {
  double low = INFINITY, high = 0;
  for (const BlockSpec& each : chart.blocks)
    if (each.right > 0) {
      low = std::min(low, each.left);
      high = std::max(high, each.right);
    }
  if (high <= 0) {
    low = 1;
    high = 10;
  } else if (patience > low / kFar && patience < high * kFar) {
    low = std::min(low, patience);
    high = std::max(high, patience);
  }
  chart.x.logarithmic = true;
  chart.x.low = low / 1.2;
  chart.x.high = high * room; // what stands beside the longest has room of its own
  for (BlockSpec& each : chart.blocks)
    if (each.right <= 0) {
      each.left = chart.x.low;
      each.right = chart.x.low * 1.01;
    }
}

/// What follows: on how many machines patience suffices. Bands are modelled, and the slide's stamp says so.
QString waitSentence(const Evidence& evidence, const std::string& model, const QList<ShelfRow>& rows,
                     double patience_ms) {
  const QString limit = shown(patience_text(WindowVoice(), patience_ms)), name = modelName(evidence, model),
                yes = QString::number(countWithin(rows, patience_ms, Within::Yes));
  const qsizetype perhaps = countWithin(rows, patience_ms, Within::Perhaps),
                  unknown = countWithin(rows, patience_ms, Within::Unknown);
  const QString all = QString::number(rows.size() - unknown),
                text =
                    perhaps > 0
                        ? ShelfChartsTexts::tr("%1 answers within %2 on %3 of %4 machines, perhaps on %5 more")
                              .arg(name, limit, yes, all, QString::number(perhaps))
                        : ShelfChartsTexts::tr("%1 answers within %2 on %3 of %4 machines").arg(name, limit, yes, all);
  return unknown > 0 ? ShelfChartsTexts::tr("%1; not known of %2 more").arg(text, QString::number(unknown)) : text;
}

QString memorySentence(const Evidence& evidence, const ViewState& view, const std::string& model,
                       const QList<ShelfRow>& rows) {
  const auto holding = std::count_if(rows.begin(), rows.end(), holdsWorkload),
             unknown = rows.size() - std::count_if(rows.begin(), rows.end(), hasMemory);
  const QString text =
      ShelfChartsTexts::tr("%1: room for %n request(s) at once on %2 of %3 machines", nullptr, view.at.requests)
          .arg(modelName(evidence, model), QString::number(holding), QString::number(rows.size() - unknown));
  return unknown > 0 ? ShelfChartsTexts::tr("%1; not known of %2 more").arg(text, QString::number(unknown)) : text;
}

/// Then those that have a cost and stand in no order, then those without one; each group as it was.
QList<ShelfRow> rankedFirst(QList<ShelfRow> rows) {
  const auto open = std::stable_partition(rows.begin(), rows.end(), isRanked);
  std::stable_partition(open, rows.end(), hasCost);
  return rows;
}

/// What stands beside the longest bar has room.
void fitMoney(ChartSpec& chart) {
  double most = 0;
  for (const BlockSpec& each : chart.blocks)
    most = std::max(most, each.right);
  chart.x.low = 0;
  chart.x.high = most > 0 ? most * kShelfChartsRoom : 1;
  for (BlockSpec& each : chart.blocks)
    if (!each.beside.isEmpty() && each.right <= each.left)
      each.right = each.left + chart.x.high * kShelfChartsSliver;
}

/// `all`: every row that has a cost stands in the order.
FactSpec leastOf(const ShelfRow& least, bool all) {
  const Ranged& month = least.report.of(least.way).month;
  const QString range = shown(range_note(WindowVoice(), month, least.report.currency)),
                who = range.isEmpty() ? least.name : ShelfChartsTexts::tr("%1, %2").arg(least.name, range);
  return {shown(money_text(WindowVoice(), month.value, least.report.currency)),
          (all ? ShelfChartsTexts::tr("the least a month: %1")
               : ShelfChartsTexts::tr("the least a month of those that can be ranked: %1"))
              .arg(who)};
}

} // namespace

ChartSpec shelfMemoryChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                           const QList<ShelfRow>& all) {
  const QList<ShelfRow> rows = onMachines(all);
  ChartSpec chart = begun("cost-shelf-memory", evidence, view, model, rows);
  chart.x.title = ShelfChartsTexts::tr("Memory");
  chart.x.format = AxisFormat::Bytes;
  chart.columns = {QStringLiteral("machine"),      QStringLiteral("name"),        QStringLiteral("part"),
                   QStringLiteral("memory_bytes"), QStringLiteral("taken_bytes"), QStringLiteral("overflow_bytes"),
                   QStringLiteral("requests")};
  const QString family = seriesOf(evidence, model, view).family;
  auto at = static_cast<double>(rows.size()) - 1;
  for (const ShelfRow& row : rows)
    addMemory(chart, row, at--, family);
  double most = 1;
  for (const BlockSpec& each : chart.blocks)
    most = std::max(most, each.right);
  chart.x.high = most * kShelfChartsRoom;
  if (!rows.isEmpty()) { // of a small model the bars are slivers beside large memories
    const int64_t taken = rows.first().card->taken_bytes;
    const double seen = std::max(static_cast<double>(taken), chart.x.high * kLeastSeen);
    chart.guides << GuideSpec{Qt::Vertical, seen,
                              ShelfChartsTexts::tr("needed, working memory included: %1").arg(bytes(taken))};
    for (BlockSpec& each : chart.blocks)
      if (each.fill == BlockFill::Solid)
        each.right = std::max(each.right, chart.x.high * kLeastSeen);
  }
  chart.meanings = {{BlockFill::Solid, ShelfChartsTexts::tr("weights, all requests and working memory")},
                    {BlockFill::Hatched, ShelfChartsTexts::tr("beyond its memory")},
                    {BlockFill::Outline, ShelfChartsTexts::tr("memory of the machine")}};
  chart.sentence = memorySentence(evidence, view, model, rows);
  chart.facts = {factOf(std::count_if(rows.begin(), rows.end(), hasMemory),
                        std::count_if(rows.begin(), rows.end(), holdsWorkload),
                        ShelfChartsTexts::tr("machines hold all requests at once"))};
  if (!rows.isEmpty())
    chart.facts << FactSpec{
        bytes(rows.first().card->taken_bytes),
        ShelfChartsTexts::tr("weights, all requests with their answers and working memory, by formula")};
  chart.accessibleText = chart.sentence;
  return chart;
}

ChartSpec shelfWaitChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                         const QList<ShelfRow>& all) {
  const QList<ShelfRow> rows = onMachines(all);
  ChartSpec chart = begun("cost-shelf-wait", evidence, view, model, rows);
  chart.x = axisOf(evidence, {Metric::AnswerTime, {}});
  chart.columns = QStringList{QStringLiteral("machine"), QStringLiteral("name"),     QStringLiteral("part"),
                              QStringLiteral("price"),   QStringLiteral("currency"), QStringLiteral("price_date")} +
                  quantityColumns(QStringLiteral("wait_ms"));
  const QString family = seriesOf(evidence, model, view).family;
  auto at = static_cast<double>(rows.size()) - 1;
  const std::optional<NumberUnit> unit = unitOf(rows);
  for (const ShelfRow& row : rows)
    addWait(chart, row, at--, family, unit);
  const double patience = 1e3 * patience_s(evidence.study());
  fitWaits(chart, patience, std::any_of(rows.begin(), rows.end(), isOverfull) ? 7 : 1.2);
  if (patience > chart.x.low && patience < chart.x.high)
    chart.guides << patienceGuide(view, patience);
  const qsizetype known = rows.size() - countWithin(rows, patience, Within::Unknown); // as the sentence counts
  chart.facts = {
      factOf(known, countWithin(rows, patience, Within::Yes), ShelfChartsTexts::tr("machines answer in time")),
      factOf(known, countWithin(rows, patience, Within::Perhaps),
             ShelfChartsTexts::tr("perhaps: patience ends inside their band")),
      factOf(known, countWithin(rows, patience, Within::No), ShelfChartsTexts::tr("machines answer too late"))};
  chart.meanings = {{BlockFill::Solid, ShelfChartsTexts::tr("measured or imported")},
                    {BlockFill::Dotted, ShelfChartsTexts::tr("modelled, with its band")},
                    {BlockFill::Broken, ShelfChartsTexts::tr("disturbed or suspect: decides nothing")}};
  if (std::any_of(rows.begin(), rows.end(),
                  [](const ShelfRow& row) { return hasWait(row) && row.card->wait.condition != Condition::Quiet; }))
    chart.badge = modelledBadge(true);
  chart.sentence = waitSentence(evidence, model, rows, patience);
  chart.accessibleText = chart.sentence;
  return chart;
}

ChartSpec shelfMoneyChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                          const QList<ShelfRow>& all) {
  const QList<ShelfRow> rows = rankedFirst(all);
  ChartSpec chart = begun("cost-shelf-money", evidence, view, model, rows, true);
  chart.sentence = moneySentence(rows);
  chart.accessibleText = chart.sentence;
  QStringList beneath{chart.subtitle, scopeOf(rows), alwaysText(rows)};
  beneath.removeAll(QString());
  chart.subtitle = beneath.join(QStringLiteral(" · "));
  chart.facts = {
      factOf(rows.size(), std::count_if(rows.begin(), rows.end(), hasCost), ShelfChartsTexts::tr("have a cost"))};
  if (const ShelfRow* least = mixesModels(rows) ? nullptr : cheapestOf(rows))
    chart.facts.prepend(leastOf(*least, unrankedText(rows).isEmpty()));
  if (std::none_of(rows.begin(), rows.end(), hasCost)) {
    chart.emptyText = chart.sentence;
    return chart;
  }
  chart.x.title = ShelfChartsTexts::tr("Cost a month");
  chart.x.unit = QLatin1String(to_string(rows.first().report.currency));
  chart.x.better = Better::Lower;
  if (std::any_of(rows.begin(), rows.end(), isOpen))
    chart.meanings << BlockMeaning{BlockFill::Hatched, ShelfChartsTexts::tr("without an upper end: not ranked")};
  if (std::any_of(rows.begin(), rows.end(), [](const ShelfRow& row) { return hasCost(row) && !isQuiet(row); })) {
    chart.badge = modelledBadge(true);
    chart.meanings << disturbedMeaning();
  }
  chart.columns = {QStringLiteral("name"),       QStringLiteral("way"),
                   QStringLiteral("price"),      QStringLiteral("currency"),
                   QStringLiteral("month"),      QStringLiteral("month_low"),
                   QStringLiteral("month_high"), QStringLiteral("payback_months"),
                   QStringLiteral("gap")};
  auto at = static_cast<double>(rows.size()) - 1;
  for (const ShelfRow& row : rows)
    addMoney(chart, row, at--);
  fitMoney(chart);
  return chart;
}

int shelfMoneyHeight(qsizetype rows, const QFont& font) {
  constexpr double kRowOfText = 1.2, kTextRows = 2.4; // two, and what parts them from those of the next bar
  constexpr int kAround = 150;                        // pixels: sentence, axis and legend
  return kAround + static_cast<int>(std::ceil(kTextRows * kRowOfText * QFontInfo(font).pixelSize() *
                                              (static_cast<double>(rows) + 0.2)));
}

} // namespace pareto::ui
