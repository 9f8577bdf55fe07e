// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// LATENCY: one line for each architecture, or for each device of one model, and where they cross. Words included; a
/// pure function.
ChartSpec latencyChart(const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
