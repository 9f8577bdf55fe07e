// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/policy/policy_event.h"

namespace pareto {

namespace {

template <class Value>
nlohmann::json or_null(const std::optional<Value>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json statement(const char* kind, const std::string& text) {
  return {{"event", "statement"}, {"kind", kind}, {"text", text}};
}

} // namespace

nlohmann::json policy_event(const PolicyReport& report, const std::string& text) {
  nlohmann::json event = statement("policy", text);
  event.update({{"switches", report.switches()},
                {"saved_share", or_null(report.saved_share())},
                {"fits", or_null(report.fits)}});
  return event;
}

nlohmann::json range_event(const PolicyRange& range, const std::string& text) {
  nlohmann::json event = statement("policy_range", text);
  event.update({{"from_tokens", range.from},
                {"to_tokens", range.to},
                {"model", range.serves.model},
                {"device", range.serves.device},
                {"decided", range.decided}});
  return event;
}

nlohmann::json blend_event(const Blend& blend, const std::string& text) {
  nlohmann::json event = statement("policy_choice", text);
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
