// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/runner.h"
#include "core/study/study.h"

#include <functional>
#include <optional>
#include <vector>

namespace pareto {

/// One cell to measure, in order.
struct PlannedCell {
  CellKey key;
  int round = 0;
  bool preview = false;     ///< few repetitions
  bool drift_check = false; ///< the first cell again, at the end of a round
  bool early = false; ///< two repetitions of the first cell, so that something stands soon; the cell itself follows
};

/// Where the person looks: measured first of each model, so that what stands on the trade-off is measured early. The
/// quick round begins with a still quicker value of it.
struct FirstPlace {
  int64_t context = 0;
  int requests = 0;
};

/// Cells of one round, device by device. The quick round takes one model at a time (decode, then prefill) and ends with
/// the first cell again; refining rounds go back and forth through the same cells.
std::vector<PlannedCell> plan_round(const Study& study, int round,
                                    const std::optional<FirstPlace>& first = std::nullopt);

/// How much of a study has been measured: cells of one round that have a value or a reason for having none.
struct Coverage {
  size_t measured = 0, planned = 0;
  bool operator==(const Coverage&) const = default;
};
Coverage coverage_of(const Study& study, const std::function<bool(const CellKey&)>& is_measured);

/// Repetitions of a cell: the quick round takes 8 steps, later ones follow the rules of DESIGN section 7.
MeasureOptions options_of(const Study& study, const PlannedCell& cell);

/// Rough seconds a cell will take on this machine: bytes and operations over its limits, warm-up and filling included.
double expected_seconds(const Model& model, const Footprint& footprint, const PlannedCell& cell,
                        const MeasureOptions& options, const Calibration& calibration);

/// How long a worker may say nothing before it counts as hung. Generous: expected_seconds() is what a machine's limits
/// allow, and a slow device, a software-rendered one above all, may take many times that. A worker that measures says
/// between its repetitions that it lives, so the silence is at most one repetition and what comes before the first.
struct Patience {
  double least_seconds = 300;
  double times_expected = 50;
  double seconds(double expected) const;
};

/// Seconds until weights lie in memory or on a device: read from a disk, decoded, kernels compiled.
double expected_load_seconds(int64_t weight_bytes);

} // namespace pareto
