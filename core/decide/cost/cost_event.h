// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/cost/report.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace pareto {

/// {"event":"cost_input","key":"machine_price","value":..|null,"low":..,"high":..,"currency":"USD","source":"priced",
/// "from":..,"date":..,"old":false}
nlohmann::json input_event(CostField field, const CostInput& input, std::string_view today);
/// {"event":"cost_capacity","model":..,"device":..,"per_s":..,"low":..,"high":..,"at_once":..,"service_s":..,
/// "joules_per_request":..,"source":"measured|modelled|missing","peak_per_s":..,"patience_s":..,"lengths":[..]}
nlohmann::json capacity_event(const CostReport& report, const std::string& text);
/// {"event":"cost_way","way":"own","gap":"none","missing":[..],"left_out":[..],"currency":"USD","month":{"value":..,
/// "low":..,"high":..|null},"per_thousand":{..},"marginal_per_thousand":{..},"machines":{..},"investment":{..},
/// "cheapest":true,"source":"modelled"}; an end that is not bounded is null
nlohmann::json way_event(const CostReport& report, Way way, const std::string& text);
/// {"event":"cost_payback","way":"own","says":"no_benefit|no_cost|never|months","months":..|null,"low":..,"high":..|null,
/// "worth_per_request":..,"lasts_months":..}
nlohmann::json payback_event(const CostReport& report, Way way, const std::string& text);
/// {"event":"cost_crossing","way":"own","other":"api","first":..,"always":..,"low":..|null,"high":..|null}
nlohmann::json crossing_event(const Crossing& crossing, const std::string& text);
/// {"event":"cost_swing","knob":"busiest_hour_share","now":..,"low":..,"high":..,"stated":true,"month_low":..,
/// "month_high":..,"flips_at":..|null,"then":"api"|null}
nlohmann::json swing_event(const Swing& swing, const std::string& text);

} // namespace pareto
