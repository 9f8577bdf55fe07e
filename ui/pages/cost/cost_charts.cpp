// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/cost_charts.h"

#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/marks.h"
#include "ui/words/format.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct CostChartsTexts {
  Q_DECLARE_TR_FUNCTIONS(CostCharts)
};

constexpr double kHalfBar = 0.34; ///< of a row's height
constexpr double kRoom = 1.05;    ///< behind the longest bar: what stands beside it has room of its own
constexpr double kSliver = 0.004; ///< of the axis
constexpr double kNothing = 1e-9; ///< of a cost
constexpr size_t kMostSwings = 8;
constexpr int kStepsOfVolume = 120;
constexpr double kAround = 100; ///< times the volume of today, either way

WindowVoice voice() { return WindowVoice(); }

QString money(double amount, const CostReport& report) {
  return shown(money_text(WindowVoice(), amount, report.currency));
}
QString money(const Ranged& amount, const CostReport& report) {
  return shown(money_text(WindowVoice(), amount, report.currency));
}
QString nameOf(Way way) { return shown(way_name(WindowVoice(), way)); }
QString colourOf(Way way) { return wayKey(static_cast<int>(way)); }

/// "Mamba-2 · 2,048 tokens, 8 simultaneous requests · 20,000 requests a day"
QString placeOf(const Evidence& evidence, const ViewState& view, const CostReport& report) {
  QStringList parts{shown(model_name(evidence, report.who.model)), shown(place_label(WindowVoice(), view))};
  parts << shown(volume_text(WindowVoice(), evidence.study().cost));
  parts.removeAll(QString());
  return parts.join(QStringLiteral(" · "));
}

/// "prices of 2026-03-13 to 2026-11-29": of all that came from a price list; empty where nothing did.
QString daysOfPrices(const CostInputs& inputs) {
  QStringList days;
  for (const CostFieldRow& row : cost_field_table())
    if (const CostInput& input = inputs[row.field]; input.source == InputSource::Priced && !input.date.empty())
      days << QString::fromStdString(input.date).left(10);
  if (days.isEmpty())
    return {};
  const auto [first, last] = std::minmax_element(days.begin(), days.end());
  return *first == *last ? CostChartsTexts::tr("list prices of %1").arg(*first)
                         : CostChartsTexts::tr("list prices of %1 to %2").arg(*first, *last);
}

/// One number over whose it is, and its range.
FactSpec factOf(const WayCost& cost, const CostReport& report) {
  const QString range = shown(range_note(voice(), cost.month, report.currency));
  return {money(cost.month.value, report),
          range.isEmpty() ? nameOf(cost.way) : CostChartsTexts::tr("%1: %2").arg(nameOf(cost.way), range)};
}

/// What every chart of a cost has: whose it is, in which money, of what it is made.
ChartSpec begun(const char* id, const Evidence& evidence, const ViewState& view, const CostReport& report) {
  ChartSpec chart;
  chart.id = QLatin1String(id);
  chart.sentence = shown(cost_headline(WindowVoice(), report));
  chart.subtitle = placeOf(evidence, view, report);
  const QString volume = shown(volume_text(WindowVoice(), evidence.study().cost)); // beside a chart of many volumes
  chart.factsTitle = volume.isEmpty() ? CostChartsTexts::tr("A month") : CostChartsTexts::tr("A month, %1").arg(volume);
  chart.x.format = AxisFormat::Number;
  addProvenance(chart, evidence, {report.who}, {}, true);
  chart.provenance.insert(2, daysOfPrices(evidence.study().cost)); // before how speed was obtained
  chart.provenance.removeAll(QString());
  for (const Way way : kAllWays)
    if (const WayCost& cost = report.of(way); cost.gap == CostGap::None && chart.facts.size() < 3)
      chart.facts << factOf(cost, report);
  // Money is computed, of what is stated and what was measured; where there is none, nothing is.
  chart.badge = chart.facts.isEmpty() ? QString() : modelledBadge(report.is_held());
  return chart;
}

AxisSpec moneyAxis(const CostReport& report) {
  AxisSpec axis;
  axis.title = CostChartsTexts::tr("Cost a month");
  axis.unit = QLatin1String(to_string(report.currency));
  axis.better = Better::Lower;
  return axis;
}

/// In place of an axis of money where no way has a number.
AxisSpec nothingAlong() {
  AxisSpec axis;
  axis.bare = true;
  return axis;
}

SeriesSpec seriesOf(Way way) {
  SeriesSpec series;
  series.name = nameOf(way);
  series.architecture = series.family = colourOf(way);
  return series;
}

/// A block without width would not be laid out, nor what stands beside it.
void giveWidth(ChartSpec& chart) {
  const double least = (chart.x.high - chart.x.low) * kSliver;
  for (BlockSpec& block : chart.blocks)
    if (!block.beside.isEmpty() && block.right - block.left < least)
      block.right = block.left + least;
}

QString columnHover(const CostReport& report, const WayCost& cost) {
  QStringList lines{shown(way_text(voice(), report, cost.way))};
  if (const QString left = shown(left_out_text(voice(), cost)); !left.isEmpty())
    lines << left;
  return lines.join(QLatin1Char('\n'));
}

QList<BlockSpec> columnBlocks(const CostReport& report, const WayCost& cost, double row) {
  BlockSpec use, rest;
  use.bottom = rest.bottom = row - kHalfBar;
  use.top = rest.top = row + kHalfBar;
  use.family = rest.family = colourOf(cost.way);
  use.hover = rest.hover = columnHover(report, cost);
  if (cost.gap != CostGap::None) {
    rest.fill = BlockFill::None;
    rest.beside = shown(cost_gap_text(voice(), cost));
    return {rest};
  }
  const bool quiet = report.condition_of(cost.way) == Condition::Quiet;
  use.fill = quiet ? BlockFill::Solid : BlockFill::Broken;
  rest.fill = quiet ? BlockFill::Light : BlockFill::Broken;
  use.right = rest.left = std::min(cost.month.value, cost.marginal.value / cost.per_thousand.value * cost.month.value);
  rest.right = cost.month.value;
  BlockSpec end = rest; // what is said of the whole stands behind its range, not across it
  end.left = end.right = cost.month.drawn_to();
  end.fill = BlockFill::None;
  QStringList said{withCondition(money(cost.month, report), report.condition_of(cost.way))};
  if (cost.machines.value > 1)
    said << CostChartsTexts::tr("%1 machines").arg(QLocale().toString(qlonglong(std::llround(cost.machines.value))));
  said << shown(scope_text(voice(), cost.way, cost.left_out)); // two numbers differ by what they contain
  end.beside = said.join(QStringLiteral(" · "));
  return {use, rest, end};
}

QStringList columnRow(const CostReport& report, const WayCost& cost) {
  const bool known = cost.gap == CostGap::None;
  const auto number = [&](double value) {
    return known && std::isfinite(value) ? QString::number(value, 'g', 10) : QString();
  };
  return {QLatin1String(to_string(cost.way)),
          QLatin1String(to_string(report.currency)),
          number(cost.month.value),
          number(cost.month.low),
          number(cost.month.high),
          number(cost.per_thousand.value),
          number(cost.marginal.value),
          number(cost.machines.value),
          number(cost.investment.value),
          QLatin1String(to_string(cost.gap)),
          QLatin1String(to_string(cost.source))};
}

void addColumn(ChartSpec& chart, const CostReport& report, const WayCost& cost, double row, double& most) {
  chart.y.categories.prepend(nameOf(cost.way));
  chart.blocks << columnBlocks(report, cost, row);
  chart.rows << columnRow(report, cost);
  if (cost.gap != CostGap::None)
    return;
  most = std::max(most, cost.month.drawn_to());
  SeriesSpec series = seriesOf(cost.way);
  series.marks = false;
  PointSpec point;
  point.x = cost.month.value;
  point.y = row;
  point.fill = report.condition_of(cost.way) == Condition::Quiet ? MarkFill::Modelled : MarkFill::ModelledBroken;
  if (cost.month.low < cost.month.high)
    point.xInterval = Interval{cost.month.low, cost.month.drawn_to()};
  point.hover = chart.blocks.last().hover;
  series.points << point;
  chart.series << series;
}

} // namespace

ChartSpec columnsChart(const Evidence& evidence, const ViewState& view, const CostReport& report) {
  ChartSpec chart = begun("cost", evidence, view, report);
  chart.x = moneyAxis(report);
  chart.y.low = -0.6;
  chart.y.high = kWays - 0.4;
  chart.columns = {QStringLiteral("way"),
                   QStringLiteral("currency"),
                   QStringLiteral("month"),
                   QStringLiteral("month_low"),
                   QStringLiteral("month_high"),
                   QStringLiteral("per_thousand"),
                   QStringLiteral("per_thousand_more"),
                   QStringLiteral("machines"),
                   QStringLiteral("investment"),
                   QStringLiteral("gap"),
                   QStringLiteral("source")};
  double most = 0, row = kWays - 1;
  for (const Way way : kAllWays)
    addColumn(chart, report, report.of(way), row--, most);
  chart.x.low = 0;
  chart.x.high = most > 0 ? most * kRoom : 1;
  giveWidth(chart);
  if (most <= 0)
    chart.x = nothingAlong();
  else
    chart.meanings = {{BlockFill::Solid, CostChartsTexts::tr("grows with every request")},
                      {BlockFill::Light, CostChartsTexts::tr("machines, staff, what was spent once")},
                      disturbedMeaning()};
  chart.accessibleText = chart.sentence;
  return chart;
}

namespace {

/// Of a month whose number is an end of its range both ends.
QString timesText(const Ranged& month, double least) {
  const QString value = formatTimes(month.value / least), low = formatTimes(month.low / least);
  if (month.is_open() || month.low == month.high || (month.value > month.low && month.value < month.high))
    return value;
  const QString high = formatTimes(month.high / least);
  return low == high ? value : CostChartsTexts::tr("%1–%2").arg(low, high);
}

} // namespace

QString columnsSentence(const CostReport& report) {
  if (!report.cheapest)
    return CostChartsTexts::tr("What each way costs a month: nothing is known yet");
  if (report.is_held())
    return CostChartsTexts::tr("What each way costs a month: from disturbed times, so not compared");
  const double least = report.of(*report.cheapest).month.value;
  QStringList parts;
  for (const Way way : kAllWays)
    if (const WayCost& cost = report.of(way); way != *report.cheapest && cost.gap == CostGap::None && least > 0)
      parts << CostChartsTexts::tr("%1 %2×").arg(nameOf(way), timesText(cost.month, least));
  return parts.isEmpty() ? CostChartsTexts::tr("Of one way alone the cost is known: %1").arg(nameOf(*report.cheapest))
                         : CostChartsTexts::tr("Times the cost of %1: %2")
                               .arg(nameOf(*report.cheapest), parts.join(CostChartsTexts::tr(", ")));
}

namespace {

double volumeOf(const CostReport& report, const Evidence& evidence) {
  const double stated = evidence.study().cost[CostField::RequestsPerDay].value.value_or(0);
  if (stated > 0)
    return stated;
  for (const Crossing& crossing : report.crossings)
    if (*crossing.middle.always > 1)
      return static_cast<double>(*crossing.middle.always);
  return 1000;
}

/// The volumes between two at which another machine is needed, found by halving: at each the cost jumps. More than a
/// few are as good as a slope.
std::vector<double> jumps(const CostLine& line, double from, double to) {
  constexpr double kMost = 4;
  std::vector<double> found;
  if (line.machines(to) - line.machines(from) > kMost)
    return found;
  for (double machines = line.machines(from); machines < line.machines(to); machines = line.machines(found.back())) {
    double below = found.empty() ? from : found.back(), above = to;
    while (above - below > 1) {
      const double middle = std::floor((below + above) / 2);
      (line.machines(middle) > machines ? above : below) = middle;
    }
    found.push_back(above);
  }
  return found;
}

/// Volumes from the lowest to the highest, evenly on a log axis, and both sides of every jump.
std::vector<double> volumesOf(const CostLine& line, Interval range) {
  const double ratio = std::pow(range.high / range.low, 1.0 / kStepsOfVolume);
  std::vector<double> volumes;
  double volume = range.low;
  for (int i = 0; i <= kStepsOfVolume; ++i, volume *= ratio) {
    const double whole = std::max(1.0, std::round(volume));
    if (!volumes.empty() && whole <= volumes.back())
      continue;
    if (!volumes.empty())
      for (const double jump : jumps(line, volumes.back(), whole))
        for (const double each : {jump - 1, jump})
          if (each > volumes.back() && each < whole)
            volumes.push_back(each);
    volumes.push_back(whole);
  }
  return volumes;
}

void addLine(ChartSpec& chart, const CostReport& report, Way way, Interval range, Extent& extent) {
  const WayCost& cost = report.of(way);
  if (!cost.line)
    return;
  SeriesSpec series = seriesOf(way);
  series.line = true;
  series.marks = false;
  for (const double volume : volumesOf(*cost.line, range)) {
    PointSpec point;
    point.x = volume;
    point.y = cost.line->month(volume);
    point.fill = report.condition_of(way) == Condition::Quiet ? MarkFill::Interpolated : MarkFill::Disturbed;
    point.hover =
        CostChartsTexts::tr("%1\n%2 requests a day: %3 a month")
            .arg(series.name, shown(number_text(voice(), volume, NumberFormat::Tokens)), money(point.y, report));
    extent.include(point.y);
    chart.rows << QStringList{QLatin1String(to_string(way)), QString::number(volume, 'f', 0),
                              QString::number(point.y, 'g', 10), QString::number(cost.line->machines(volume), 'f', 0)};
    series.points << point;
  }
  chart.series << series;
}

void addBreakEven(ChartSpec& chart, const Crossing& crossing) {
  const auto at = static_cast<double>(*crossing.middle.always);
  if (at <= chart.x.low || at >= chart.x.high)
    return;
  StripeSpec stripe;
  stripe.at = at;
  if (crossing.low && crossing.high && crossing.low < crossing.high)
    stripe.interval = Interval{std::max(chart.x.low, static_cast<double>(*crossing.low)),
                               std::min(chart.x.high, static_cast<double>(*crossing.high))};
  stripe.label = CostChartsTexts::tr("%1 under %2 from here").arg(nameOf(crossing.way), nameOf(crossing.other));
  chart.stripes << stripe;
}

/// The one that turns at some volume, else any.
const Crossing* toldCrossing(const CostReport& report) {
  for (const Crossing& crossing : report.crossings)
    if (*crossing.middle.always > 1)
      return &crossing;
  return report.crossings.empty() ? nullptr : &report.crossings.front();
}

QString breakEvenSentence(const CostReport& report) {
  const Crossing* told = toldCrossing(report);
  return told ? shown(crossing_text(voice(), *told))
              : CostChartsTexts::tr("Break-even is known once two ways have prices");
}

} // namespace

ChartSpec volumeChart(const Evidence& evidence, const ViewState& view, const CostReport& report) {
  ChartSpec chart = begun("cost-volume", evidence, view, report);
  chart.sentence = breakEvenSentence(report);
  const double volume = volumeOf(report, evidence);
  chart.x.title = CostChartsTexts::tr("Requests per day");
  chart.x.logarithmic = true;
  chart.x.low = std::max(1.0, std::floor(volume / kAround));
  chart.x.high = std::max(100.0, volume * kAround);
  chart.y = moneyAxis(report);
  chart.columns = {QStringLiteral("way"), QStringLiteral("requests_per_day"), QStringLiteral("month"),
                   QStringLiteral("machines")};
  Extent extent;
  for (const Way way : kAllWays)
    addLine(chart, report, way, {chart.x.low, chart.x.high}, extent);
  if (!chart.series.isEmpty())
    fitAxis(chart.y, extent);
  for (const Crossing& crossing : report.crossings)
    addBreakEven(chart, crossing);
  if (evidence.study().cost[CostField::RequestsPerDay].value)
    chart.guides << GuideSpec{Qt::Vertical, volume, shown(volume_text(voice(), evidence.study().cost))};
  chart.accessibleText = chart.sentence;
  chart.emptyText = CostChartsTexts::tr("A cost along the volume is known once a way's prices are stated.");
  return chart;
}

namespace {

void addSwing(ChartSpec& chart, const CostReport& report, const Swing& swing, double row) {
  BlockSpec block;
  const auto bounded = [&](double month) { return std::isfinite(month) ? month : chart.x.high; };
  block.left = std::min(bounded(swing.month_low), bounded(swing.month_high));
  block.right = std::max(bounded(swing.month_low), bounded(swing.month_high));
  block.bottom = row - kHalfBar;
  block.top = row + kHalfBar;
  block.fill = report.condition_of(*report.cheapest) != Condition::Quiet ? BlockFill::Broken
               : swing.stated_range                                      ? BlockFill::Solid
                                                                         : BlockFill::Light;
  block.family = colourOf(*report.cheapest);
  block.hover = shown(swing_text(voice(), report, swing));
  if (swing.flips_at && swing.then) {
    const double flip = round_significant(*swing.flips_at, 3);
    const QString at = shown(number_text(voice(), flip, NumberFormat::Tokens)),
                  unit = shown(knob_unit(voice(), swing.knob, report.currency));
    const QString value = at + QLatin1Char(' ') + unit;
    block.beside = (*swing.flips_at > swing.now ? CostChartsTexts::tr("from %1 up: %2 costs less")
                                                : CostChartsTexts::tr("from %1 down: %2 costs less"))
                       .arg(value, nameOf(*swing.then));
  }
  if (block.right - block.left <= kNothing * block.right) // it moves the cost of another way: no bar hides in the line
    block.fill = BlockFill::None;
  else if (const QString cap = shown(cap_text(voice(), report, swing)); !cap.isEmpty())
    block.beside = block.beside.isEmpty() ? cap : cap + QStringLiteral(" · ") + block.beside;
  chart.blocks << block;
  chart.y.categories.prepend(shown(knob_label(voice(), swing.knob)));
  const auto number = [](double value) { return std::isfinite(value) ? QString::number(value, 'g', 10) : QString(); };
  chart.rows << QStringList{QLatin1String(to_string(swing.knob)),
                            number(swing.now),
                            number(swing.low),
                            number(swing.high),
                            number(swing.month_low),
                            number(swing.month_high),
                            swing.flips_at ? number(*swing.flips_at) : QString(),
                            swing.then ? QLatin1String(to_string(*swing.then)) : QString()};
}

} // namespace

ChartSpec tornadoChart(const Evidence& evidence, const ViewState& view, const CostReport& report) {
  ChartSpec chart = begun("cost-tornado", evidence, view, report);
  chart.sentence = CostChartsTexts::tr("What moves the cost most");
  chart.x = moneyAxis(report);
  chart.columns = {QStringLiteral("assumption"), QStringLiteral("now"),       QStringLiteral("low"),
                   QStringLiteral("high"),       QStringLiteral("month_low"), QStringLiteral("month_high"),
                   QStringLiteral("flips_at"),   QStringLiteral("then")};
  chart.emptyText = CostChartsTexts::tr("Known once some way has a number.");
  if (!report.cheapest || report.tornado.empty())
    return chart;
  const double now = report.of(*report.cheapest).month.value;
  if (!report.is_held())
    chart.sentence = CostChartsTexts::tr("What moves the cost of %1 most: %2")
                         .arg(nameOf(*report.cheapest), shown(knob_label(voice(), report.tornado.front().knob)));
  const size_t count = std::min(kMostSwings, report.tornado.size());
  double least = now, most = now;
  for (size_t i = 0; i < count; ++i)
    for (const double month : {report.tornado[i].month_low, report.tornado[i].month_high})
      if (std::isfinite(month)) {
        least = std::min(least, month);
        most = std::max(most, month);
      }
  chart.x.low = std::max(0.0, least - 0.1 * (most - least));
  chart.x.high = most + 0.05 * std::max(most - least, 0.01 * most);
  chart.y.low = -0.6;
  chart.y.high = static_cast<double>(count) - 0.4;
  for (size_t i = 0; i < count; ++i)
    addSwing(chart, report, report.tornado[i], static_cast<double>(count - 1 - i));
  giveWidth(chart);
  const bool capped = std::any_of(report.tornado.begin(), report.tornado.begin() + static_cast<std::ptrdiff_t>(count),
                                  [](const Swing& swing) { return swing.capped_low || swing.capped_high; });
  chart.meanings = {
      {BlockFill::Solid, CostChartsTexts::tr("from the lowest to the highest you stated")},
      {BlockFill::Light, capped ? CostChartsTexts::tr("a fifth less to a fifth more, as far as it can be (see beside)")
                                : CostChartsTexts::tr("a fifth less to a fifth more")}};
  chart.guides << GuideSpec{Qt::Vertical, now,
                            CostChartsTexts::tr("now %1 with %2").arg(money(now, report), nameOf(*report.cheapest))};
  chart.accessibleText = chart.sentence;
  return chart;
}

} // namespace pareto::ui
