// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of the money of a row of the shelf, and of all rows.
#pragma once

#include "ui/pages/cost/shelf_charts.h"

namespace pareto::ui {

bool hasCost(const ShelfRow& row); ///< of a month
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
