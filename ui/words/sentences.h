// SPDX-License-Identifier: GPL-3.0-or-later
// The sentence over each chart, generated from the data it shows.
#pragma once

#include "core/decide/crossover.h"
#include "core/decide/trade_off.h"
#include "ui/charts/charts.h"

namespace pareto::ui {

/// Whether a run can still give some point both of its values; published quality never comes from a run.
bool runMayComplete(const TradeOff& result);
QString tradeOffSentence(const Evidence& evidence, const ViewState& state, const TradeOff& result);
QString crossoverSentence(const Evidence& evidence, const ViewState& state, Metric metric, const std::vector<Crossover>& all);
QString memorySentence(const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
