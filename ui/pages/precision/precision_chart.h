// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/precision.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

#include <string>

namespace pareto::ui {

/// PRECISION: speed or memory of one checkpoint against the quality lost, one mark a format.
ChartSpec precisionChart(const PrecisionView& view, const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
