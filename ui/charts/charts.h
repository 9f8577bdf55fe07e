// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"
#include "ui/charts/chart_spec.h"
#include "ui/words/metric_words.h"

namespace pareto::ui {

/// What is asked of the evidence, and what else the charts depend on: the state of the run, and what is selected.
struct ViewState : Comparison {
  bool running = false; ///< a study is being measured: nobody is told to press Run
  std::string selected; ///< model id, empty = none
};

/// Facts of the study as charts, sentences included; pure functions, translated by QCoreApplication::translate.
ChartSpec tradeOffChart(const Evidence& evidence, const ViewState& state);
ChartSpec latencyChart(const Evidence& evidence, const ViewState& state);
ChartSpec memoryChart(const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
