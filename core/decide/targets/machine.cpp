// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/machine.h"

#include <algorithm>

namespace pareto {

namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> positive_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number() || found->get<double>() <= 0)
    return std::nullopt;
  return found->get<double>();
}

std::optional<MachinePrice> price_of(const json& object) {
  const auto found = object.find("price");
  if (found == object.end() || !found->is_object())
    return std::nullopt;
  const auto amount = positive_of(*found, "amount");
  if (!amount)
    return std::nullopt;
  return MachinePrice{*amount, text_of(*found, "currency"), text_of(*found, "date"), text_of(*found, "kind"),
                      text_of(*found, "source")};
}

std::vector<std::string> sources_of(const json& object) {
  std::vector<std::string> ids;
  const auto found = object.find("sources");
  if (found != object.end() && found->is_array())
    for (const json& one : *found)
      if (one.is_object())
        ids.push_back(text_of(one, "id"));
  return ids;
}

Result<Machine> read_machine(const json& object, const std::string& place) {
  if (!object.is_object() || text_of(object, "id").empty() || text_of(object, "name").empty())
    return fail(ErrorCode::InvalidFile, place + " must be a machine with an id and a name.", place);
  Machine machine;
  machine.id = text_of(object, "id");
  machine.name = text_of(object, "name");
  machine.kind = text_of(object, "kind");
  if (const auto bytes = positive_of(object, "memory_bytes"))
    machine.memory_bytes = static_cast<int64_t>(*bytes);
  machine.bandwidth = positive_of(object, "memory_bandwidth_bytes_per_s");
  machine.fp32 = positive_of(object, "fp32_flops");
  machine.fp16 = positive_of(object, "fp16_flops_dense");
  machine.int8 = positive_of(object, "int8_ops_dense");
  machine.watts = positive_of(object, "power_w");
  machine.price = price_of(object);
  machine.sources = sources_of(object);
  return machine;
}

Result<std::vector<Machine>> read_machines(const json& document, const char* list) {
  if (!document.is_object() || !document.contains(list) || !document[list].is_array())
    return fail(ErrorCode::InvalidFile, std::string("There is no list '") + list + "' of machines.", list);
  std::vector<Machine> machines;
  for (const json& one : document[list]) {
    PARETO_TRY_ASSIGN(machine, read_machine(one, std::string(list) + "[" + std::to_string(machines.size()) + "]"));
    machines.push_back(std::move(machine));
  }
  return machines;
}

std::vector<FactSource> read_sources(const json& document) {
  std::vector<FactSource> sources;
  const auto found = document.find("sources");
  if (found != document.end() && found->is_object())
    for (const auto& [id, one] : found->items())
      sources.push_back({id, text_of(one, "name"), text_of(one, "url"), text_of(one, "date")});
  return sources;
}

template <class T>
const T* by_id(const std::vector<T>& all, std::string_view id) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

} // namespace

Result<MachineCatalogue> MachineCatalogue::parse(const json& hardware, const json& speeds) {
  PARETO_TRY_ASSIGN(machines, read_machines(hardware, "machines"));
  PARETO_TRY_ASSIGN(others, read_machines(speeds, "machines_not_in_hardware_json"));
  MachineCatalogue catalogue;
  catalogue.m_machines = std::move(machines);
  catalogue.m_only_measured = std::move(others);
  catalogue.m_sources = read_sources(hardware);
  return catalogue;
}

const Machine* MachineCatalogue::find(std::string_view id) const {
  const Machine* machine = by_id(m_machines, id);
  return machine ? machine : by_id(m_only_measured, id);
}

const FactSource* MachineCatalogue::source(std::string_view id) const { return by_id(m_sources, id); }

} // namespace pareto
