// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/shelf_texts.h"

#include "core/decide/words/cost_words.h"
#include "ui/words/core_text.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QLocale>
#include <QMap>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

struct ShelfTexts {
  Q_DECLARE_TR_FUNCTIONS(ShelfCharts)
};

/// The first way that it beats or is beaten by.
const Crossing* flipOf(const ShelfRow& shelf) {
  for (const Crossing& crossing : shelf.report.crossings)
    if (crossing.way == shelf.way || crossing.other == shelf.way)
      return &crossing;
  return nullptr;
}

/// Its public price with its day: "price 250 USD, 2024-12"; empty where none is known, or where it is no machine that
/// is bought.
QString askedOf(const ShelfRow& shelf) {
  if (shelf.way != Way::Own || !shelf.card || !shelf.card->price)
    return {};
  const MachinePrice& price = *shelf.card->price;
  const QString amount = ShelfTexts::tr("price %1 %2")
                             .arg(QLocale().toString(price.amount, 'f', 0), QString::fromStdString(price.currency));
  return price.date.empty() ? amount : ShelfTexts::tr("%1, %2").arg(amount, QString::fromStdString(price.date));
}

} // namespace

bool hasCost(const ShelfRow& row) { return row.report.of(row.way).gap == CostGap::None; }
bool isQuiet(const ShelfRow& row) { return row.report.condition_of(row.way) == Condition::Quiet; }

bool isOpen(const ShelfRow& row) { return hasCost(row) && row.report.of(row.way).month.is_open(); }

bool isRanked(const ShelfRow& row) { return hasCost(row) && isQuiet(row) && !isOpen(row); }

const ShelfRow* cheapestOf(const QList<ShelfRow>& rows) {
  const ShelfRow* least = nullptr;
  for (const ShelfRow& row : rows)
    if (isRanked(row) && (!least || row.report.of(row.way).month.value < least->report.of(least->way).month.value))
      least = &row;
  return least;
}

bool mixesModels(const QList<ShelfRow>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const ShelfRow& row) { return row.way == Way::Api; });
}

namespace {

QString pricesSentence(const QList<ShelfRow>& rows) {
  double low = INFINITY, high = 0;
  for (const ShelfRow& row : rows)
    if (row.way == Way::Api && isRanked(row)) {
      low = std::min(low, row.report.of(row.way).month.value);
      high = std::max(high, row.report.of(row.way).month.value);
    }
  if (!(high >= low) || high <= 0)
    return ShelfTexts::tr("No cost is known yet: state requests per day and a price");
  const Currency currency = rows.first().report.currency;
  return ShelfTexts::tr("API models of many sizes, their quality unknown here: %1 to %2 a month, not ranked")
      .arg(shown(money_text(WindowVoice(), low, currency)), shown(money_text(WindowVoice(), high, currency)));
}

} // namespace

QString unrankedText(const QList<ShelfRow>& rows) {
  const auto open = std::count_if(rows.begin(), rows.end(), isOpen),
             busy = std::count_if(rows.begin(), rows.end(),
                                  [](const ShelfRow&row) { return hasCost(row) && !isQuiet(row); });
  QStringList parts;
  if (open > 0)
    parts << ShelfTexts::tr("%n without an upper end not ranked", nullptr, static_cast<int>(open));
  if (busy > 0)
    parts << ShelfTexts::tr("%n from disturbed times not ranked", nullptr, static_cast<int>(busy));
  return listText(parts);
}

namespace {

/// The cheapest that is known, and whether its range lies below that of every other.
QString leastSentence(const QList<ShelfRow>& rows) {
  const ShelfRow* least = cheapestOf(rows);
  if (!least)
    return std::none_of(rows.begin(), rows.end(), hasCost)
               ? ShelfTexts::tr("No cost is known yet: state requests per day and a price")
               : ShelfTexts::tr("No cost here can be ranked yet");
  const Ranged& month = least->report.of(least->way).month;
  const bool surely = std::all_of(rows.begin(), rows.end(), [&](const ShelfRow& row) {
    return &row == least || !isRanked(row) || row.report.of(row.way).month.low > month.high;
  });
  if (std::count_if(rows.begin(), rows.end(), isRanked) == 1) // the best of one is no best
    return ShelfTexts::tr("Only of %1 a month can be said: %2")
        .arg(least->name, shown(month_text(WindowVoice(), month, least->report.currency)));
  if (least->way == Way::Own && !least->report.of(least->way).left_out.empty()) // of what else it takes nobody stated
    return (surely ? ShelfTexts::tr("By price alone %1 costs least: %2 a month")
                   : ShelfTexts::tr("By price alone %1 seems to cost least: %2 a month"))
        .arg(least->name, shown(month_text(WindowVoice(), month, least->report.currency)));
  return (surely ? ShelfTexts::tr("A month costs least with %1 here: %2")
                 : ShelfTexts::tr("A month seems to cost least with %1 here: %2, but ranges overlap"))
      .arg(least->name, shown(month_text(WindowVoice(), month, least->report.currency)));
}

} // namespace

QString moneySentence(const QList<ShelfRow>& rows) {
  if (mixesModels(rows))
    return pricesSentence(rows);
  const QString said = leastSentence(rows), unranked = unrankedText(rows);
  return unranked.isEmpty() ? said : ShelfTexts::tr("%1; %2").arg(said, unranked);
}

QString daysOfPrices(const QList<ShelfRow>& rows) {
  QStringList days;
  for (const ShelfRow& row : rows)
    if (row.way == Way::Own && row.card && row.card->price && !row.card->price->date.empty())
      days << QString::fromStdString(row.card->price->date);
  if (days.isEmpty())
    return {};
  const auto [first, last] = std::minmax_element(days.begin(), days.end());
  return *first == *last ? *first : ShelfTexts::tr("%1 to %2").arg(*first, *last);
}

QStringList moneyLines(const ShelfRow& shelf) {
  const WindowVoice voice;
  QStringList lines{shelf.price, shown(way_text(voice, shelf.report, shelf.way)),
                    shown(payback_text(voice, shelf.report, shelf.way))};
  for (const Crossing& crossing : shelf.report.crossings)
    if (crossing.way == shelf.way || crossing.other == shelf.way)
      lines << shown(crossing_text(voice, crossing));
  return lines;
}

QString alwaysText(const QList<ShelfRow>& rows) {
  QMap<QString, int> counts;
  for (const ShelfRow& row : rows)
    if (const Crossing* flip = flipOf(row); flip && *flip->middle.always == 1 && hasCost(row))
      ++counts[shown(flip_in_short(WindowVoice(), row.report, row.way))];
  QStringList texts;
  for (auto each = counts.cbegin(); each != counts.cend(); ++each)
    texts << ShelfTexts::tr("%1 of %2 %3").arg(each.value()).arg(rows.size()).arg(each.key());
  return texts.join(QStringLiteral(" · "));
}

QString scopeOf(const QList<ShelfRow>& rows) {
  for (const ShelfRow& row : rows)
    if (hasCost(row) && (!row.card || row.card->part != ShelfPart::Here)) {
      const QString scope = shown(scope_text(WindowVoice(), row.way, row.report.of(row.way).left_out));
      return row.way == Way::Own && row.card->part == ShelfPart::Card
                 ? ShelfTexts::tr("%1, and the computer around the card").arg(scope)
                 : scope;
    }
  return {};
}

QString moneyText(const ShelfRow& shelf) {
  const WindowVoice voice;
  const WayCost& cost = shelf.report.of(shelf.way);
  if (cost.gap != CostGap::None)
    return shown(cost_gap_in_short(voice, cost));
  QStringList parts{shown(money_in_short(voice, cost.month, shelf.report.currency)), askedOf(shelf),
                    shown(payback_in_short(voice, shelf.report, shelf.way))};
  if (const Crossing* flip = flipOf(shelf); flip && *flip->middle.always > 1)
    parts << shown(flip_in_short(voice, shelf.report, shelf.way));
  parts.removeAll(QString());
  return parts.join(QStringLiteral(" · "));
}

} // namespace pareto::ui
