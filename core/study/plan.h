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
  bool preview = false;                      ///< few repetitions
  bool early = false;                        ///< of the workload's place, before anything else: two repetitions
  bool again = false;                        ///< measured earlier in this round
  int turns = 1;                             ///< of the round that share the time of a cell
  std::optional<Reading> how = std::nullopt; ///< of a prompt; nothing: whoever measures decides
};

/// What a plan of a round takes into account. Empty functions: nothing is stored, everything fits.
struct PlanFacts {
  std::function<bool(const CellKey&)> is_stored; ///< has a value, of this run or an earlier one of the study
  /// Whether all models stay in memory while this place is measured (a cell without a model).
  std::function<bool(const CellKey&)> holds_all;
  bool goes_on = false; ///< further rounds follow this one
  /// Whether a model denoises, so that its decode cells are of the workload's steps. Empty: none does.
  std::function<bool(const std::string& model)> denoises = {};
};

/// Cells of one round, device by device.
///
/// The quick round begins with the workload's own place (decode, then its prompt; two repetitions), one model after the
/// other, so that every model's wait per answer stands soon; then comes the rest of the grid, and the workload's decode
/// again with more repetitions: what differs from the first values by more than noise has drifted. What has no value
/// yet comes first (models that were added); what is stored already is left out where rounds that refine it follow.
///
/// Rounds that refine go place by place, the workload's first, through all models and back again, each time with half
/// of a cell's time: slow changes of the machine hit all of them alike, and what disturbs a moment (which is as likely
/// to last for a second as for a tenth of one) counts half, so that differences of the same (run, round, place) can be
/// paired. The order is that of the document in one round and the reverse in the next. Places that memory does not hold
/// beside all models come after the others, one model at a time, since loading costs; then all of them again in reverse
/// order.
std::vector<PlannedCell> plan_round(const Study& study, int round, const PlanFacts& facts = {});

/// How many cells of a round of so many are measured once more at its end, where they came back disturbed or suspect.
size_t most_repeats(size_t planned);

/// The places of the workload: decode at the end of its prompt, which is where the wait per answer looks (the answer
/// itself adds little to the depth: its TPOT is that of its first token), and the prompt; at its requests. Where a part
/// of it lies in the state already that part as well: what is left to read takes the difference. Cells without model
/// and device.
std::vector<CellKey> workload_places(const Study& study);

/// How much of a study has been measured: cells of one round that have a value or a reason for having none.
struct Coverage {
  size_t measured = 0, planned = 0;
  bool operator==(const Coverage&) const = default;
};
Coverage coverage_of(const Study& study, const std::function<bool(const CellKey&)>& is_measured);

/// Repetitions of a cell: the quick round takes 8 steps or one prompt (the workload's place two of either first);
/// rounds that refine take at least 5 in all of a cell's turns, of a prompt in slices 2 of each, and are pooled.
MeasureOptions options_of(const Study& study, const PlannedCell& cell);

/// Rough seconds a cell will take on this machine: bytes and operations over its limits, warm-up and filling included.
double expected_seconds(const Footprint& footprint, const PlannedCell& cell, const MeasureOptions& options,
                        const Calibration& calibration);

/// One step at this depth by the machine's limits, a slow machine's where they are not known.
double expected_step_seconds(const Footprint& footprint, StepShape shape, int64_t depth, const Roofline& limits);

/// Seconds the repetitions of a cell take where one is known to take `one`, warm-up included.
double repeated_seconds(const MeasureOptions& options, double one);

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
/// Seconds until so much fresh memory is filled.
double expected_fill_seconds(int64_t bytes);

} // namespace pareto
