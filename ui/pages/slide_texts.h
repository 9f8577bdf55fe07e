// SPDX-License-Identifier: GPL-3.0-or-later
// What a slide says beside its chart: the answer at the same place, in short.
#pragma once

#include "core/decide/answer/answer.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// Three of wait, quality, cost and memory of whom the answer speaks of, as far as they may decide, each with
/// its interval and where it comes from; a quality that was tested at shorter texts only is dim, and says so. A cost is
/// modelled, and says so, and what it contains.
QList<FactSpec> factsOf(const Evidence& evidence, const ViewState& view, const Answer& answer);
/// Whose they are, why that one's, and where: "Mamba-2, chosen (600 tokens)", "Transformer++, the baseline: nobody is
/// chosen (40,000 tokens, 8 at once)".
QString factsTitleOf(const Evidence& evidence, const ViewState& view, const Answer& answer);
/// The answer's headline: a title of at most two lines.
QString headlineOf(const Evidence& evidence, const ViewState& view, const Answer& answer);
/// Facts with whom they are of, and the place and the badge beneath the title where the chart has nothing to say there.
void addSlideTexts(ChartSpec& chart, const Evidence& evidence, const ViewState& view, const Answer& answer);

} // namespace pareto::ui
