// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/metric_table.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>

namespace pareto {

/// What a person will accept of each metric, in the metric's unit: a ceiling where lower is better, otherwise a floor.
/// Of quality in the unit of the chosen test. A metric that is not in it has no limit.
using Limits = std::map<Metric, double>;

std::optional<double> limit_on(const Limits& limits, Metric metric);
void set_limit(Limits& limits, Metric metric, std::optional<double> value); ///< none removes it
/// What a new document begins with: the table's.
Limits default_limits();

/// {"most_tpot_ms": 150}, each under its row's key.
nlohmann::json to_json(const Limits& limits);
/// Of another version's file: what is no number, or a limit this version does not know, is left out.
Limits limits_from_json(const nlohmann::json& document);

} // namespace pareto
