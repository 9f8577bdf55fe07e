// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

const CpuOperation& cpu_operation(Op op) {
#define PARETO_ENTRY(Name, name) &ops::name,
  static constexpr const CpuOperation* kTable[kOpCount] = {PARETO_OPERATIONS(PARETO_ENTRY)};
#undef PARETO_ENTRY
  return *kTable[static_cast<size_t>(op)];
}

int64_t no_scratch(const Node&) { return 0; }

Status refuse(Compilation&, const Node& node) {
  return fail(ErrorCode::Unsupported, std::string("The CPU executor has no operation ") + to_string(node.op) + ".");
}

} // namespace pareto::cpu
