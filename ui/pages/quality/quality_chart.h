// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quality_view.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// QUALITY: against the length where a test has several, otherwise one row a model; hollow beyond what was tested.
ChartSpec qualityChart(const Evidence& evidence, const ViewState& view, const QualityView& quality);

} // namespace pareto::ui
