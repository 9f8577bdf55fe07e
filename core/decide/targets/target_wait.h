// SPDX-License-Identifier: GPL-3.0-or-later
// The wait per answer on a machine that is not here. For charts, cost and sentences: each figure is a band.
#pragma once

#include "core/decide/quantity.h"
#include "core/decide/targets/speed_bands.h"
#include "core/study/study.h"

#include <utility>

namespace pareto {

/// A modelled answer. Values in milliseconds with their band as interval, Source::Modelled and Reach::Beyond, so that
/// none of them decides anything; missing ones say why in one English sentence that can be translated (core_text()).
struct TargetWait {
  Quantity ttft, tpot; ///< of prompts read together; of one request among those of the workload
  Quantity wait;       ///< ttft + tpot (answer tokens - 1)
  Backed reading, writing;
  bool in_time(double limit_ms) const { return wait.ci95 && wait.ci95->high <= limit_ms; } ///< surely
  bool too_long(double limit_ms) const { return wait.ci95 && wait.ci95->low > limit_ms; }  ///< surely
};

/// One step of the workload's requests, and reading their prompts: what a TargetWait is made of.
Quantity target_tpot(const SpeedBands& bands, const Machine& machine, const SpeedModel& model, const Workload& workload,
                     SpeedGroup group = SpeedGroup::Dense);
Quantity target_ttft(const SpeedBands& bands, const Machine& machine, const SpeedModel& model, const Workload& workload,
                     SpeedGroup group = SpeedGroup::Dense);
/// On what a wait at the workload rests: reading, then writing.
std::pair<Backed, Backed> target_backing(const SpeedBands& bands, const Machine& machine, const SpeedModel& model,
                                         int requests, SpeedGroup group = SpeedGroup::Dense);

/// `model`: its formulas at the precision that is meant. Of the prompt the workload's reused share is not read again.
TargetWait target_wait(const SpeedBands& bands, const Machine& machine, const SpeedModel& model,
                       const Workload& workload, SpeedGroup group = SpeedGroup::Dense);

/// Weights by how many bits of memory each parameter takes.
WeightWidth width_of(const Footprint& footprint);

} // namespace pareto
