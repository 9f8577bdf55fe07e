// SPDX-License-Identifier: GPL-3.0-or-later
// What is drawn on ANSWER, as data: the stacked wait, and the map of who wins where.
#pragma once

#include "core/decide/answer/answer.h"
#include "core/decide/answer/winner_map.h"
#include "ui/charts/chart_spec.h"
#include "ui/view_state.h"

namespace pareto::ui {

/// One stacked bar a contender: reading solid, writing light, the total at its end, and a line where patience ends.
ChartSpec waitChart(const Evidence& evidence, const ViewState& view, const Answer& answer);
/// What that chart comes to, where the page says the answer in larger words: who answers in time, and how long they
/// take.
QString waitSentence(const Answer& answer);
/// Prompt length x requests, each cell in the colour of whom the rule of choice chooses in its middle; the cross is
/// where one looks, and the cell under it says what holds there.
ChartSpec mapChart(const Evidence& evidence, const ViewState& view, const Answer& answer, const WinnerMap& map);
/// What of it does not depend on where one looks (ViewChange::Place): the cells, and the count beneath the title.
ChartSpec mapCells(const Evidence& evidence, const ViewState& view, const WinnerMap& map);
/// The rest: `cells` with the cross, and what holds there.
ChartSpec mapChart(ChartSpec cells, const Evidence& evidence, const ViewState& view, const Answer& answer,
                   const WinnerMap& map);

} // namespace pareto::ui
