// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// TRADE-OFF: one mark for each contender, the frontier, limits as lines. Words included; a pure function.
ChartSpec tradeOffChart(const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
