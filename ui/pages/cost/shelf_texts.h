// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of the money of a row of the shelf, and of all rows.
#pragma once

#include "ui/pages/cost/shelf_charts.h"

namespace pareto::ui {

bool hasCost(const ShelfRow& row); ///< of a month
/// Whether what it costs rests on no disturbed times.
bool isQuiet(const ShelfRow& row);
/// Of which no upper end is known: "412 USD or more".
bool isOpen(const ShelfRow& row);
/// Whether its cost may stand in an order with the others.
bool isRanked(const ShelfRow& row);
/// The least month of those that may stand in an order: not of disturbed times, and with an upper end. nullptr: none.
const ShelfRow* cheapestOf(const QList<ShelfRow>& rows);
/// Models of others, of many sizes and of no quality that is known here, stand beside each other by price alone: none
/// of them is called the one that costs least.
bool mixesModels(const QList<ShelfRow>& rows);
/// Those that stand in no order, and why: "2 without an upper end not ranked"; empty where all do.
QString unrankedText(const QList<ShelfRow>& rows);
/// What follows: the cheapest, and who stands in no order.
QString moneySentence(const QList<ShelfRow>& rows);
/// The latest day among prices, ISO as they are published; the first too where they differ: "2022-12 to 2026-04-18".
QString daysOfPrices(const QList<ShelfRow>& rows);
/// All that is known of its money.
QStringList moneyLines(const ShelfRow& shelf);
/// "12 of 13 always cheaper than Rented machine", of all that turn at no volume; empty where none does.
QString alwaysText(const QList<ShelfRow>& rows);
/// What the numbers contain: of the first row that has one, for all of one part are had the same way.
QString scopeOf(const QList<ShelfRow>& rows);
/// "412 USD · price 19,990 USD, 2026-04-18 · paid back in 14 months (9–22) · cheaper than Rented machine from 3,100 a
/// day": seen, not only hovered at. What holds at every volume, of most rows alike, is counted beneath the title.
QString moneyText(const ShelfRow& shelf);

} // namespace pareto::ui
