// SPDX-License-Identifier: GPL-3.0-or-later
// What a machine of the catalogue is worth to a cost: how many times as fast as the measured one, as a band, its price
// and its rated watts.
#pragma once

#include "core/decide/evidence.h"
#include "core/decide/targets/target_wait.h"
#include "core/study/cost_inputs.h"

#include <optional>

namespace pareto {

/// How many times as fast as `here` (the wait of a contender at the study's workload, ms) its model answers on
/// `machine`: here over the band of the wait there, from end to end of both. By formula, and said to be of that machine
/// at that workload; none where either wait is not known.
std::optional<CostInput> speed_on(const Quantity& here, const SpeedBands& bands, const Machine& machine,
                                  const SpeedModel& model, const Workload& workload);

/// The same of a contender of the evidence at the study's workload.
std::optional<CostInput> speed_on(const Evidence& evidence, const Contender& who, const SpeedBands& bands,
                                  const Machine& machine);

/// Takes a machine for one's own: its price with its day (as far as a public one is known; otherwise what was stated
/// stays), its rated watts, and `speed`.
void take_machine(CostInputs& inputs, const MachineCatalogue& catalogue, const Machine& machine,
                  const std::optional<CostInput>& speed);

} // namespace pareto
