// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// Whether a time or rate across is shown as times better than the baseline's.
bool showsTimes(const ViewState& state);
/// Whether a quality upwards is shown as what is lost against the best of those compared.
bool showsLost(const ViewState& state);
/// The view whose axes can be drawn: as it is asked for, otherwise without times where the baseline has no value,
/// otherwise memory against speed, which the first measurements fill; as it is asked for where nothing can be drawn.
ViewState drawnView(const Evidence& evidence, const ViewState& state);
/// The axis that is asked for and that no contender has a value on; nothing where the chart is as it is asked for.
std::optional<AxisChoice> missingAxis(const Evidence& evidence, const ViewState& state);

/// TRADE-OFF: one mark for each contender, the frontier, limits as lines, ties under a bracket. Words included; a pure
/// function.
ChartSpec tradeOffChart(const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
