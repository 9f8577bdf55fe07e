// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/runner.h"
#include "core/study/study.h"

#include <vector>

namespace pareto {

/// One cell to measure, in order.
struct PlannedCell {
  CellKey key;
  int round = 0;
  bool preview = false;     ///< few repetitions
  bool drift_check = false; ///< the first cell again, at the end of a round
};

/// Cells of one round. The quick round takes one model at a time (decode, then prefill) and ends with the first cell again;
/// refining rounds go through the cells in an order that visits all models early.
std::vector<PlannedCell> plan_round(const Study& study, int round);

/// Repetitions of a cell: the quick round takes 8 steps, later ones follow the rules of DESIGN section 7.
MeasureOptions options_of(const Study& study, const PlannedCell& cell);

/// Rough seconds a cell will take on this machine: bytes and operations over its limits, warm-up and filling included.
double expected_seconds(const Model& model, LoadOptions load, const PlannedCell& cell, const MeasureOptions& options, const Calibration& calibration);

} // namespace pareto
