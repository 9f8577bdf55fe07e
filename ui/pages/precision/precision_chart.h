// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/precision.h"
#include "ui/charts/charts.h"

#include <string>

namespace pareto::ui {

/// PRECISION: speed or memory of one checkpoint against the quality lost, one mark a format.
ChartSpec precisionChart(const PrecisionView& view, const Evidence& evidence, const ViewState& state);

/// "float16", "8-bit"
QString precisionName(const std::string& precision);

} // namespace pareto::ui
