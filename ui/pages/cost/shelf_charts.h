// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/cost/report.h"
#include "core/decide/targets/shelf.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

#include <QFont>

namespace pareto::ui {

/// What stands in the shelf at a time: a part of the catalogue, machines by the hour, or models of others by the token.
enum class ShelfOf : uint8_t { Laptops, Desktops, Cards, Datacentre, Servers, Rented, Api };
inline constexpr size_t kShelfOf = static_cast<size_t>(ShelfOf::Api) + 1;
/// "Laptops", "Data-centre cards", "Rented by the hour", ...
QString shelfName(ShelfOf part);

/// One row of it.
struct ShelfRow {
  QString name;
  std::optional<ShelfCard> card; ///< none: nobody says on which machine it runs
  Way way = Way::Own;            ///< how it is had
  QString price;                 ///< as it is asked, with its day; empty = none is known
  CostReport report;             ///< of the study's own numbers, with this machine or offer
};

struct ShelfAsked {
  ShelfOf part = ShelfOf::Cards;
  CostReport measured;    ///< of whom the costs are, where it was measured
  int64_t here_bytes = 0; ///< memory of this computer
  std::string today;      ///< ISO day
};
/// This computer first, then the part's machines by memory, or offers by price.
QList<ShelfRow> shelfRows(const Evidence& evidence, const ViewState& view, const ShelfAsked& asked);

/// What weights and all requests of the workload take of each machine's memory, and beyond it. Rows without a machine
/// have none.
ChartSpec shelfMemoryChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                           const QList<ShelfRow>& rows);
/// How long an answer takes on each, measured solid and modelled striped, with its price.
ChartSpec shelfWaitChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                         const QList<ShelfRow>& rows);
/// What a month costs on each, with its range; beside it when it is paid back, and from which volume another way is
/// cheaper. Rows that may stand in an order come first.
ChartSpec shelfMoneyChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                          const QList<ShelfRow>& rows);
/// The least height of a panel with it, in pixels: what stands beside its bars gets two rows of text.
int shelfMoneyHeight(qsizetype rows, const QFont& font);

} // namespace pareto::ui
