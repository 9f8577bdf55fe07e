// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/measure/calibration.h"
#include "core/measure/energy_meter.h"
#include "core/measure/machine_watch.h"
#include "core/measure/measurement.h"
#include "core/measure/sampling.h"

#include <functional>
#include <optional>

namespace pareto {

/// How one cell is measured.
struct MeasureOptions {
  SamplingRules rules;
  bool preview = false;               ///< few repetitions on purpose: no interval
  bool prefilled_state = false;       ///< reach the context by reading tokens instead of a seeded state
  int64_t prefill_step = 512;         ///< tokens of a sequence read at once in a long prompt
  std::optional<Reading> how{};       ///< Prefill; nothing: by the time it will take (core/measure/slices.h)
  std::optional<double> watts{};      ///< of the machine while it works, by a person: for where nothing counts energy
  EnergyCounters* counters = nullptr; ///< null: those of this machine
  std::function<bool()> cancelled;
  std::function<Witnesses(bool team)> witnesses = machine_witnesses; ///< tests give their own
  MachineWatch* machine = &MachineWatch::of_process(); ///< looks at a cell's processor; null: nobody does (tests)
};

/// Bytes this cell needs beyond the weights: its state and the activations of every step it compiles.
int64_t cell_bytes(const Footprint& footprint, const CellKey& key, const MeasureOptions& options);

/// What samples come to: without an interval for a preview, or where they are too few for one.
Estimate estimate_of(const std::vector<double>& samples_ms, const MeasureOptions& options);

/// Times work on a device by these rules, looked on by the options' witnesses. On a device of its own the team waits
/// for it.
Result<Sampled> sample_on(const std::string& device, const MeasureOptions& options, const SamplingRules& rules,
                          const TimedWork& work);

/// Reads any tokens from where every sequence of the batch stands up to `end`, `step` at once.
Status read_to(LoadedModel& model, SequenceBatch& sequence, int batch, int64_t end, int64_t step);

/// Measures one cell on a loaded model. Memory that does not fit is refused with both figures before it is taken.
Result<Measurement> measure_cell(LoadedModel& model, const CellKey& key, const MeasureOptions& options,
                                 const Calibration& calibration);

} // namespace pareto
