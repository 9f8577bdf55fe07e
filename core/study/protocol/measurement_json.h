// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace pareto {

/// The `result` event: one measured cell, DESIGN section 6. Missing values are null.
nlohmann::json to_json(const Measurement& measurement);
Result<Measurement> measurement_from_json(const nlohmann::json& event);
nlohmann::json to_json(const CellKey& key);
Result<CellKey> cell_key_from_json(const nlohmann::json& json);

} // namespace pareto
