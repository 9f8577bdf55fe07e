// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/sampling.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace pareto::protocol {

/// The rules of sampling as a command carries them: the two that a study rarely changes only where it did.
nlohmann::json rules_json(const SamplingRules& rules);
/// The rules of `command`, or the usual ones. Names are known and values lie within their ranges, so that a misspelt
/// rule is not silently another measurement.
Result<SamplingRules> rules_of(const nlohmann::json& command);

} // namespace pareto::protocol
