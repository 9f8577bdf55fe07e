// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quality/score.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// The curve behind a score: bits per byte against position in the context, or look-ups right against where in the
/// passage the fact stood. One line for each model with a curve of the same task, text, context and precision. Without
/// points and with a sentence where `chosen` has no curve.
ChartSpec scoreChart(const Score& chosen, const std::vector<Score>& scores, const Evidence& evidence,
                     const ViewState& state);

} // namespace pareto::ui
