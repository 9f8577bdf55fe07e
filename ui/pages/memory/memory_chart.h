// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// MEMORY: weights and cache by formula, one line for each architecture, and marks of what was measured. Words
/// included; a pure function.
ChartSpec memoryChart(const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
