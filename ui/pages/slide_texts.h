// SPDX-License-Identifier: GPL-3.0-or-later
// What a slide says beside its chart: the answer at the same place, in short.
#pragma once

#include "core/decide/answer/answer.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// Three of wait, quality, cost and memory of whom the answer speaks of, as far as they may decide: a number in a
/// slide's column has no room for a reservation. A cost is modelled, and says so.
QList<FactSpec> factsOf(const Evidence& evidence, const ViewState& view, const Answer& answer);
/// The answer's headline: a title of at most two lines.
QString headlineOf(const Evidence& evidence, const ViewState& view, const Answer& answer);
/// Facts with whom they are of, and the place and the badge beneath the title where the chart has nothing to say there.
void addSlideTexts(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const Answer& answer);

} // namespace pareto::ui
