// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/statements.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace pareto {

/// {"event":"statement","kind":"verdict","says":"trade","sure":"settled","text":..,"figures":[..]}: a figure has model,
/// device, metric (and of quality the test), unit, value, ci95, n, source, reach, preview, context_tokens, requests,
/// size, parameters; a value that is missing is null, with its reason. Where curves cross, "crossing" says along what
/// and the unit is that.
nlohmann::json event_of(const AnyStatement& statement, const Evidence& evidence, const std::string& text);

/// {"event":"statement","kind":..,"text":..}: what every statement has, whoever makes it.
nlohmann::json statement_json(const char* kind, const std::string& text);

/// {"event":"shortlist","model":..,"device":..,"group":"choose","wait_ms":{"value":..,"ci95":..},"quality":{"metric":..,
/// "value":..,"ci95":..},"memory_bytes":..,"state":"quiet","why":..} and what event_of() has beside it, with `says`.
nlohmann::json shortlist_event(const Ranked& place, const Evidence& evidence, const std::string& text,
                               const std::string& why);

/// Figures as event_of() has them.
nlohmann::json figures_json(const std::vector<Figure>& figures, const Evidence& evidence);

/// What exactly a statement of its kind says: "trade", "surely_beaten"; empty where the kind says it all.
const char* says(const AnyStatement& statement);

} // namespace pareto
