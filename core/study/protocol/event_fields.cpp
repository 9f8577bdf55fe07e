// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/protocol/event_fields.h"

#include <cmath>

namespace pareto {

std::string event_text(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> event_number(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number() || !std::isfinite(found->get<double>()))
    return std::nullopt;
  return found->get<double>();
}

int64_t event_count(const nlohmann::json& object, const char* key, int64_t most) {
  const double value = std::trunc(event_number(object, key).value_or(0));
  if (!(value > 0))
    return 0;
  // the comparison in double may round `most` up to 2^63, which is no int64_t
  return value >= static_cast<double>(most) ? most : static_cast<int64_t>(value);
}

} // namespace pareto
