// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/limits.h"

namespace pareto {

std::optional<double> limit_on(const Limits& limits, Metric metric) {
  const auto found = limits.find(metric);
  return found == limits.end() ? std::nullopt : std::optional(found->second);
}

void set_limit(Limits& limits, Metric metric, std::optional<double> value) {
  if (value)
    limits[metric] = *value;
  else
    limits.erase(metric);
}

Limits default_limits() {
  Limits limits;
  for (const MetricRow& row : metric_table())
    if (row.limit)
      set_limit(limits, row.metric, row.limit->otherwise);
  return limits;
}

nlohmann::json to_json(const Limits& limits) {
  nlohmann::json document = nlohmann::json::object();
  for (const MetricRow& row : metric_table())
    if (const auto limit = row.limit ? limit_on(limits, row.metric) : std::nullopt)
      document[row.limit->key] = *limit;
  return document;
}

Limits limits_from_json(const nlohmann::json& document) {
  Limits limits;
  for (const MetricRow& row : metric_table())
    if (row.limit && document.is_object() && document.contains(row.limit->key) && document[row.limit->key].is_number())
      limits[row.metric] = document[row.limit->key].get<double>();
  return limits;
}

} // namespace pareto
