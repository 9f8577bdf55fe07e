// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/decide/trade_off.h"
#include "ui/charts/chart_spec.h"
#include "ui/words/metric_words.h"

namespace pareto::ui {

/// What stands beside what: the models of the study on one of its devices, or its devices for one of its models.
enum class Compared : uint8_t { Models, Devices };

/// Everything a chart depends on besides the evidence: sliders, limits, choices and selection of the window.
struct ViewState {
  OperatingPoint at;
  Limits limits = default_limits();
  AxisChoice x{Metric::Tpot, {}};
  AxisChoice y{Metric::Quality, "fda_acc"};
  Metric latencyMetric = Metric::Tpot;  ///< what LATENCY shows: Tpot, AnswerTime, Ttft, DecodeRate, PrefillRate
  Along along = Along::Context;         ///< LATENCY and MEMORY: against context or against requests
  Compared compared = Compared::Models; ///< on at.device, or for `model`
  std::string model;                    ///< Compared::Devices: whose devices; empty = the baseline
  bool running = false;                 ///< a study is being measured: nobody is told to press Run
  std::string selected;                 ///< model id, empty = none
  std::vector<std::string> hidden;      ///< models switched off in the tree
};

/// Facts of the study as charts, sentences included; pure functions, translated by QCoreApplication::translate.
ChartSpec tradeOffChart(const Evidence& evidence, const ViewState& state);
ChartSpec latencyChart(const Evidence& evidence, const ViewState& state);
ChartSpec memoryChart(const Evidence& evidence, const ViewState& state);

} // namespace pareto::ui
