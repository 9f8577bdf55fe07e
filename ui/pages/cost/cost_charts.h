// SPDX-License-Identifier: GPL-3.0-or-later
// What is drawn on COST, as data: the four columns, the cost along the volume with its break-even, the tornado.
#pragma once

#include "core/decide/cost/report.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// One bar a way: what grows with every request solid, the rest light, the range of the whole across its end.
ChartSpec columnsChart(const Evidence& evidence, const ViewState& view, const CostReport& report);
/// What that chart comes to, where the page says who costs least in larger words: how many times as much the others do.
QString columnsSentence(const CostReport& report);
/// A month of each way along the requests of a day; a stripe where one becomes cheaper for good than another.
ChartSpec volumeChart(const Evidence& evidence, const ViewState& view, const CostReport& report);
/// What moves the cheapest way's month: a bar an assumption, from its low to its high end, the widest at the top.
ChartSpec tornadoChart(const Evidence& evidence, const ViewState& view, const CostReport& report);

} // namespace pareto::ui
