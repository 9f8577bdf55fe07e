// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// Whose receipt is shown: the selected model where it is compared, else the baseline.
std::string receiptOf(const Evidence& evidence, const ViewState& view);
/// The receipt of one model at the place one looks at: layer by layer what its weights take, what grows with every
/// token, what grows up to a window and what is fixed; and how many requests this machine holds. By formula. Layers
/// that take the same are one bar; the table has each of them.
ChartSpec receiptChart(const Evidence& evidence, const ViewState& view, const std::string& model);

} // namespace pareto::ui
