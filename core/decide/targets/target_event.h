// SPDX-License-Identifier: GPL-3.0-or-later
// Machines, waits on them and what fits, as events of the engine. Bytes, bytes per second, operations per second, watts
// and milliseconds are in the names; what is not known is null.
#pragma once

#include "core/decide/targets/fit.h"
#include "core/decide/targets/target_wait.h"

#include <nlohmann/json.hpp>

#include <string>

namespace pareto {

/// {"event":"machine","id":..,"name":..,"kind":..,"memory_bytes":..,"bandwidth_bytes_per_s":..,…,"price":{..},
/// "sources":[{"id":..,"name":..,"url":..,"date":..}]}
nlohmann::json event_of(const Machine& machine, const MachineCatalogue& catalogue);
/// {"event":"target_wait","model":..,"machine":..,"wait_ms":{"value":..,"band":[low,high]},"ttft_ms":..,"tpot_ms":..,
/// "source":"modelled","reading":{"proof":..,"runs":..},"writing":{..},"why":..}
nlohmann::json event_of(const TargetWait& wait, const std::string& model, const std::string& machine);
/// {"event":"fit","model":..,"machine":..,"requests":..,"memory_bytes":..,"weight_bytes":..,…,"machines":..}
nlohmann::json event_of(const Fit& fit);
/// {"event":"coverage","pool":..,"runs":..,"outside":..,"machines":..,"median_error":..}
nlohmann::json event_of(const BandCoverage& coverage);

} // namespace pareto
