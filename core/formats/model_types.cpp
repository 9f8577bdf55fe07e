// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/model_types.h"

#include <algorithm>

namespace pareto::config {

const std::vector<ModelFamily>& model_families() {
#define PARETO_CALL_FAMILY(name) family::name(),
  static const std::vector<ModelFamily> all{PARETO_MODEL_FAMILIES(PARETO_CALL_FAMILY)};
#undef PARETO_CALL_FAMILY
  return all;
}

const ModelType* find_model_type(const std::string& name, const nlohmann::json& document) {
  const ModelType* found = nullptr;
  for (const ModelFamily& family : model_families())
    for (const ModelType& type : family.types)
      if (type.name == name && (type.writes ? type.writes(document) : !found))
        found = &type;
  return found;
}

const NameMap* find_name_map(const std::string& id) {
  for (const ModelFamily& family : model_families())
    for (const NameMap& map : family.names)
      if (map.id == id)
        return &map;
  return nullptr;
}

} // namespace pareto::config

namespace pareto {

std::vector<std::string> known_model_types() {
  std::vector<std::string> types;
  for (const config::ModelFamily& family : config::model_families())
    for (const config::ModelType& type : family.types)
      types.push_back(type.name);
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  return types;
}

} // namespace pareto
