// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/blueprint/blueprint_format.h"

#include "core/model/catalogue.h"

namespace pareto::blueprint {

std::vector<const Architecture*> mixer_types() {
  std::vector<const Architecture*> types;
  for (const Architecture& each : architectures())
    if (!each.fields.rows.empty())
      types.push_back(&each);
  return types;
}

const char* activation_word(UnaryFunction activation) {
  switch (activation) {
  case UnaryFunction::Silu: return "silu";
  case UnaryFunction::Relu: return "relu";
  case UnaryFunction::GeluErf: return "gelu";
  case UnaryFunction::GeluTanh: return "gelu_new";
  case UnaryFunction::ReluSquared: return "relu2";
  default: return nullptr;
  }
}

std::vector<std::string> keys_of(const FieldTable& table) {
  std::vector<std::string> keys{"type"};
  for (const Field& field : table.rows) {
    if (!field.said)
      continue;
    keys.push_back(field.key);
    if (field.kind == Field::Kind::Rotary)
      keys.push_back(theta_key(field));
  }
  return keys;
}

} // namespace pareto::blueprint
