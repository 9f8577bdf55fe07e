// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/target_event.h"

#include "core/json_value.h"

namespace pareto {

namespace {

using nlohmann::json;

json band_json(const Quantity& q) {
  if (!q.value)
    return nullptr;
  return {{"value", *q.value}, {"band", q.ci95 ? json::array({q.ci95->low, q.ci95->high}) : json(nullptr)}};
}

json backed_json(const Backed& backed) { return {{"proof", to_string(backed.proof)}, {"runs", backed.runs}}; }

json price_json(const std::optional<MachinePrice>& price) {
  if (!price)
    return nullptr;
  return {{"amount", price->amount},
          {"currency", price->currency},
          {"date", price->date},
          {"kind", price->kind},
          {"source", price->source}};
}

json sources_json(const Machine& machine, const MachineCatalogue& catalogue) {
  json all = json::array();
  for (const std::string& id : machine.sources)
    if (const FactSource* source = catalogue.source(id))
      all.push_back({{"id", id}, {"name", source->name}, {"url", source->url}, {"date", source->date}});
  return all;
}

} // namespace

json event_of(const Machine& machine, const MachineCatalogue& catalogue) {
  return {{"event", "machine"},
          {"id", machine.id},
          {"name", machine.name},
          {"kind", to_string(machine.kind)},
          {"build", machine.build},
          {"memory_bytes", or_null(machine.memory_bytes)},
          {"bandwidth_bytes_per_s", or_null(machine.bandwidth)},
          {"fp32_flops", or_null(machine.fp32)},
          {"fp16_flops", or_null(machine.fp16)},
          {"int8_ops", or_null(machine.int8)},
          {"watts", or_null(machine.watts)},
          {"price", price_json(machine.price)},
          {"note", machine.note},
          {"sources", sources_json(machine, catalogue)}};
}

json event_of(const TargetWait& wait, const std::string& model, const std::string& machine) {
  const bool known = wait.wait.value.has_value();
  return {{"event", "target_wait"},
          {"model", model},
          {"machine", machine},
          {"wait_ms", band_json(wait.wait)},
          {"ttft_ms", band_json(wait.ttft)},
          {"tpot_ms", band_json(wait.tpot)},
          {"source", to_string(known ? Source::Modelled : Source::Missing)},
          {"reading", backed_json(wait.reading)},
          {"writing", backed_json(wait.writing)},
          {"why", known ? json(nullptr) : json(wait.wait.why)}};
}

json event_of(const Fit& fit) {
  return {{"event", "fit"},
          {"model", fit.model},
          {"machine", fit.machine},
          {"requests", fit.known() ? json(fit.requests) : json(nullptr)},
          {"memory_bytes", or_null(fit.memory_bytes)},
          {"weight_bytes", fit.weight_bytes},
          {"step_bytes", fit.step_bytes},
          {"request_bytes", fit.request_bytes},
          {"machines", or_null(fit.machines)},
          {"why", fit.known() ? json(nullptr) : json("no source states the memory of this machine")}};
}

json event_of(const BandCoverage& coverage) {
  return {{"event", "coverage"},         {"pool", to_string(coverage.pool)}, {"runs", coverage.runs},
          {"outside", coverage.outside}, {"machines", coverage.machines},    {"median_error", coverage.median_error}};
}

} // namespace pareto
