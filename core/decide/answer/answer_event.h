// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/answer.h"
#include "core/decide/answer/winner_map.h"

#include <nlohmann/json.hpp>

#include <string>

namespace pareto {

/// {"event":"verdict","verdict":"supported|trial|not_enough","headline":"wins","chosen":model or null,"goal":"wait",
/// "text":..,"rests_on":[figures],"missing":["quality_length"],"next":{"kind":..,"models":[..],"seconds":..}}
nlohmann::json verdict_event(const Answer& answer, const Evidence& evidence, const Comparison& comparison,
                             const std::string& text);
/// {"event":"statement","kind":"ceiling","share":..,"operations":..,"bytes":..,"time":..,"begins_tokens":..}
nlohmann::json ceiling_event(const Ceiling& ceiling, const std::string& text);
/// {"event":"statement","kind":"wait","model":..,"reading_ms":..,"writing_ms":..,"total_ms":..,"patience_ms":..}
nlohmann::json wait_event(const WaitBar& bar, double patience_ms, const std::string& text);
/// {"event":"statement","kind":"flip","assumption":"prompt_tokens","now":..,"at":..,"says":"another","model":..}
nlohmann::json flip_event(const Flip& flip, const std::string& text);
/// {"event":"statement","kind":"map","prompt_tokens":..,"requests":..,"says":"won","model":..,"equal":[..]}
nlohmann::json cell_event(const MapCell& cell, const std::string& text);

} // namespace pareto
