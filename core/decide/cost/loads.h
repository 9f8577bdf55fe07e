// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// What `measure … --arrivals A --find-load --json` wrote: its events "load", each a greatest load that was kept, for
/// the workload of `study`. Other events are not looked at. Errors name the line; it is one that nothing was kept.
Result<std::vector<MeasuredLoad>> parse_loads(std::string_view lines, const std::string& file, const Study& study,
                                              const std::string& today);
Result<std::vector<MeasuredLoad>> read_loads(const std::string& path, const Study& study, const std::string& today);
/// A load of the same model, device, precision, patience and workload is replaced.
void add_load(CostInputs& inputs, MeasuredLoad load);

} // namespace pareto
