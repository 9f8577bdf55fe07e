// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/machine.h"

#include "core/decide/targets/list_text.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <utility>

namespace pareto {

namespace {

using nlohmann::json;

constexpr const char* kKindNames[] = {
    "apple",         "geforce",        "nvidia_workstation", "nvidia_datacentre", "nvidia_shared", "radeon",
    "radeon_shared", "amd_datacentre", "intel_gpu",          "processor",         "other"};
static_assert(std::size(kKindNames) == kMachineKinds);

struct Naming {
  std::string_view part;
  MachineKind kind;
};
/// The first part that a name contains decides.
constexpr Naming kNamings[] = {
    {"CPU cores", MachineKind::Processor},
    {"Apple", MachineKind::Apple},
    {"GeForce", MachineKind::GeForce},
    {"Instinct", MachineKind::AmdDatacentre},
    {"DGX Spark", MachineKind::NvidiaShared},
    {"Ryzen AI", MachineKind::RadeonShared},
    {"8840U, Radeon", MachineKind::RadeonShared},
    {"Ryzen", MachineKind::Processor},
    {"EPYC", MachineKind::Processor},
    {"Radeon", MachineKind::Radeon},
    {"Arc ", MachineKind::IntelGpu},
    {"Xeon", MachineKind::Processor},
    {"Intel Core", MachineKind::Processor},
    {"Snapdragon", MachineKind::Processor},
    {"RTX", MachineKind::NvidiaWorkstation},
    {"NVIDIA", MachineKind::NvidiaDatacentre},
};

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
  machine.build = text_of(object, "kind");
  machine.kind = machine_kind(machine.name);
  if (const auto bytes = positive_of(object, "memory_bytes"); bytes && *bytes < 1e15)
    machine.memory_bytes = static_cast<int64_t>(*bytes);
  machine.bandwidth = positive_of(object, "memory_bandwidth_bytes_per_s");
  machine.fp32 = positive_of(object, "fp32_flops");
  machine.fp16 = positive_of(object, "fp16_flops_dense");
  machine.int8 = positive_of(object, "int8_ops_dense");
  machine.watts = positive_of(object, "power_w");
  machine.price = price_of(object);
  machine.sources = sources_of(object);
  machine.note = text_of(object, "note");
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
      if (one.is_object())
        sources.push_back({id, text_of(one, "name"), text_of(one, "url"), text_of(one, "date")});
  return sources;
}

template <class T>
const T* by_id(const std::vector<T>& all, std::string_view id) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

/// Its words in small letters, without what stands in brackets and without sizes of memory: drivers print those in
/// their own way, or not at all.
std::set<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  for (const char letter : std::string(name.substr(0, name.find('('))) + ' ') {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0)
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    else if (word == "gb" && !words.empty())
      words.pop_back(), word.clear();
    else if (!word.empty())
      words.push_back(std::exchange(word, {}));
  }
  return {words.begin(), words.end()};
}

} // namespace

const char* to_string(MachineKind kind) { return kKindNames[static_cast<size_t>(kind)]; }

MachineKind machine_kind(std::string_view name) {
  for (const Naming& naming : kNamings)
    if (name.find(naming.part) != std::string_view::npos)
      return naming.kind;
  return MachineKind::Other;
}

Result<MachineCatalogue> MachineCatalogue::parse(const json& hardware, const json& speeds) {
  PARETO_TRY_ASSIGN(machines, read_machines(hardware, "machines"));
  PARETO_TRY_ASSIGN(others, read_machines(speeds, "machines_not_in_hardware_json"));
  MachineCatalogue catalogue;
  catalogue.m_machines = std::move(machines);
  catalogue.m_only_measured = std::move(others);
  catalogue.m_sources = read_sources(hardware);
  catalogue.m_compiled = text_of(hardware, "compiled");
  return catalogue;
}

const Machine* MachineCatalogue::find(std::string_view id) const {
  const Machine* machine = by_id(m_machines, id);
  return machine ? machine : by_id(m_only_measured, id);
}

const Machine* MachineCatalogue::called(std::string_view printed) const {
  const std::set<std::string> said = words_of(printed);
  const Machine* best = nullptr;
  size_t most = 0;
  bool several = false;
  for (const auto* list : {&m_machines, &m_only_measured})
    for (const Machine& machine : *list) {
      const std::set<std::string> words = words_of(machine.name);
      if (words.size() < most || !std::includes(said.begin(), said.end(), words.begin(), words.end()))
        continue;
      several = words.size() == most;
      best = &machine;
      most = words.size();
    }
  return several ? nullptr : best;
}

const FactSource* MachineCatalogue::source(std::string_view id) const { return by_id(m_sources, id); }

} // namespace pareto
