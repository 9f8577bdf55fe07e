// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/shelf_texts.h"

#include "core/decide/words/cost_words.h"
#include "ui/words/voice.h"

#include <QCoreApplication>
#include <QLocale>
#include <QMap>

#include <algorithm>

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
