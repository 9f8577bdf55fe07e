// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/cost_event.h"

#include "core/decide/cost/price_book.h"
#include "core/json_value.h"

#include <cmath>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kPaybacks[] = {"no_benefit", "no_cost", "never", "months"};
static_assert(std::size(kPaybacks) == static_cast<size_t>(Payback::Kind::Months) + 1);

nlohmann::json bounded(double value) { return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr); }

nlohmann::json json_of(const Ranged& ranged) {
  return {{"value", bounded(ranged.value)}, {"low", bounded(ranged.low)}, {"high", bounded(ranged.high)}};
}

nlohmann::json keys_of(const std::vector<CostField>& fields) {
  nlohmann::json keys = nlohmann::json::array();
  for (const CostField field : fields)
    keys.push_back(row_of(field).key);
  return keys;
}

} // namespace

nlohmann::json input_event(CostField field, const CostInput& input, std::string_view today) {
  nlohmann::json event{{"event", "cost_input"},
                       {"key", row_of(field).key},
                       {"value", or_null(input.value)},
                       {"low", or_null(input.low)},
                       {"high", or_null(input.high)},
                       {"source", to_string(input.source)},
                       {"from", input.from},
                       {"date", input.date.empty() ? nlohmann::json(nullptr) : nlohmann::json(input.date)},
                       {"old", input.source == InputSource::Priced && is_old(input.date, today)}};
  if (row_of(field).unit == CostUnit::Money)
    event["currency"] = to_string(input.currency);
  return event;
}

nlohmann::json capacity_event(const CostReport& report, const std::string& text) {
  const Capacity& capacity = report.capacity;
  nlohmann::json lengths = nlohmann::json::array();
  for (const LengthClass& each : report.mix)
    lengths.push_back(
        {{"share", each.share}, {"prompt_tokens", each.prompt_tokens}, {"answer_tokens", each.answer_tokens}});
  return {{"event", "cost_capacity"},
          {"text", text},
          {"model", report.who.model},
          {"device", report.who.device},
          {"per_s", or_null(capacity.per_s)},
          {"low", capacity.per_s ? bounded(capacity.low) : nlohmann::json(nullptr)},
          {"high", capacity.per_s ? bounded(capacity.high) : nlohmann::json(nullptr)},
          {"at_once", capacity.at_once},
          {"service_s", capacity.service_s},
          {"joules_per_request", or_null(capacity.joules)},
          {"source", to_string(capacity.source)},
          {"peak_per_s", or_null(report.peak_per_s)},
          {"patience_s", report.patience_s},
          {"lengths", std::move(lengths)}};
}

nlohmann::json way_event(const CostReport& report, Way way, const std::string& text) {
  const WayCost& cost = report.of(way);
  nlohmann::json event{{"event", "cost_way"},
                       {"way", to_string(way)},
                       {"text", text},
                       {"gap", to_string(cost.gap)},
                       {"missing", keys_of(cost.missing)},
                       {"left_out", keys_of(cost.left_out)},
                       {"currency", to_string(report.currency)},
                       {"cheapest", report.cheapest == way},
                       {"source", to_string(cost.source)}};
  if (cost.gap == CostGap::None)
    event.update({{"month", json_of(cost.month)},
                  {"per_thousand", json_of(cost.per_thousand)},
                  {"marginal_per_thousand", json_of(cost.marginal)},
                  {"machines", json_of(cost.machines)},
                  {"investment", json_of(cost.investment)}});
  return event;
}

nlohmann::json payback_event(const CostReport& report, Way way, const std::string& text) {
  const Payback& back = report.paybacks[static_cast<size_t>(way)];
  return {{"event", "cost_payback"},
          {"way", to_string(way)},
          {"says", kPaybacks[static_cast<size_t>(back.kind)]},
          {"months", or_null(back.value)},
          {"low", back.low},
          {"high", or_null(back.high)},
          {"worth_per_request", back.worth},
          {"lasts_months", back.lasts},
          {"text", text}};
}

nlohmann::json crossing_event(const Crossing& crossing, const std::string& text) {
  return {{"event", "cost_crossing"},
          {"way", to_string(crossing.way)},
          {"other", to_string(crossing.other)},
          {"first", or_null(crossing.middle.first)},
          {"always", or_null(crossing.middle.always)},
          {"low", or_null(crossing.low)},
          {"high", or_null(crossing.high)},
          {"text", text}};
}

nlohmann::json swing_event(const Swing& swing, const std::string& text) {
  return {{"event", "cost_swing"},
          {"knob", to_string(swing.knob)},
          {"now", swing.now},
          {"low", swing.low},
          {"high", swing.high},
          {"stated", swing.stated_range},
          {"month_low", bounded(swing.month_low)},
          {"month_high", bounded(swing.month_high)},
          {"flips_at", or_null(swing.flips_at)},
          {"then", swing.then ? nlohmann::json(to_string(*swing.then)) : nlohmann::json(nullptr)},
          {"text", text}};
}

} // namespace pareto
