// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/targets/shelf.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// "Laptops", "Data-centre cards", ...
QString shelfPartName(ShelfPart part);
/// This computer and the machines of one part, in the shelf's order.
std::vector<ShelfCard> cardsOf(const std::vector<ShelfCard>& cards, ShelfPart part);

/// What weights and all requests of the workload take of each machine's memory, and beyond it.
ChartSpec shelfMemoryChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                           const std::vector<ShelfCard>& cards);
/// How long an answer takes on each, measured solid and modelled striped, with price and what a month costs.
ChartSpec shelfWaitChart(const Evidence& evidence, const ViewState& view, const std::string& model,
                         const std::vector<ShelfCard>& cards);

} // namespace pareto::ui
