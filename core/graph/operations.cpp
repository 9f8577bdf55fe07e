// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

#include <bit>

namespace pareto {

const Operation& operation(Op op) {
#define PARETO_ENTRY(Name, name) &operations::name,
  static constexpr const Operation* kTable[kOpCount] = {PARETO_OPERATIONS(PARETO_ENTRY)};
#undef PARETO_ENTRY
  return *kTable[static_cast<size_t>(op)];
}

const char* to_string(Op op) {
#define PARETO_NAME(Name, name) #name,
  static constexpr const char* kNames[kOpCount] = {PARETO_OPERATIONS(PARETO_NAME)};
#undef PARETO_NAME
  return kNames[static_cast<size_t>(op)];
}

Signature signature_of_first(const Node& node, const StepShape&) { return Signature(node.inputs[0].shape); }

std::string bits_of(float value) { return std::to_string(std::bit_cast<uint32_t>(value)); }

} // namespace pareto
