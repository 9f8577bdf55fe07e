// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/policy/policy.h"

#include <nlohmann/json.hpp>

#include <string>

namespace pareto {

/// {"event":"statement","kind":"policy","switches":true,"saved_share":..|null,"fits":..|null}
nlohmann::json policy_event(const PolicyReport& report, const std::string& text);
/// {"event":"statement","kind":"policy_range","from_tokens":..,"to_tokens":..,"model":..,"decided":true}
nlohmann::json range_event(const PolicyRange& range, const std::string& text);
/// {"event":"statement","kind":"policy_choice","model":..|null (the policy),"wait_ms":..|null,"ci95":[lo,hi],
/// "month":..|null,"memory_bytes":..|null,"source":..}
nlohmann::json blend_event(const Blend& blend, const std::string& text);

} // namespace pareto
