// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/policy/policy_event.h"

#include "core/decide/statement_event.h"
#include "core/json_value.h"

namespace pareto {

nlohmann::json policy_event(const PolicyReport& report, const std::string& text) {
  nlohmann::json event = statement_json("policy", text);
  event.update({{"switches", report.switches()},
                {"saved_share", or_null(report.saved_share())},
                {"fits", or_null(report.fits)}});
  return event;
}

nlohmann::json range_event(const PolicyRange& range, const std::string& text) {
  nlohmann::json event = statement_json("policy_range", text);
  event.update({{"from_tokens", range.from},
                {"to_tokens", range.to},
                {"model", range.serves.model},
                {"device", range.serves.device},
                {"decided", range.decided}});
  return event;
}

nlohmann::json blend_event(const Blend& blend, const std::string& text) {
  nlohmann::json event = statement_json("policy_choice", text);
  event.update({{"model", blend.who ? nlohmann::json(blend.who->model) : nlohmann::json(nullptr)},
                {"wait_ms", or_null(blend.wait.value)},
                {"month", or_null(blend.cost.quantity.value)},
                {"memory_bytes", or_null(blend.memory.value)},
                {"source", to_string(blend.wait.source)}});
  if (blend.wait.ci95)
    event["ci95"] = {blend.wait.ci95->low, blend.wait.ci95->high};
  return event;
}

} // namespace pareto
