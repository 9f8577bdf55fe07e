// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace pareto {

/// Fields of an event or command object from another process, whatever they hold.
/// Empty where there is no such text.
std::string event_text(const nlohmann::json& object, const char* key);
/// Nothing where there is no such number, or none that is finite.
std::optional<double> event_number(const nlohmann::json& object, const char* key);
/// A whole number from 0 to `most`: what lies beyond becomes the nearer end, what is no number 0.
int64_t event_count(const nlohmann::json& object, const char* key, int64_t most = INT64_MAX);

} // namespace pareto
