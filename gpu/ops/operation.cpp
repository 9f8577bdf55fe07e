// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

const GpuOperation& gpu_operation(Op op) {
#define PARETO_ENTRY(Name, name) &ops::name,
  static constexpr const GpuOperation* kTable[kOpCount] = {PARETO_OPERATIONS(PARETO_ENTRY)};
#undef PARETO_ENTRY
  return *kTable[static_cast<size_t>(op)];
}

const GpuPattern& gpu_pattern(Fusion fusion) {
#define PARETO_ENTRY(Name, name) &patterns::name,
  static constexpr const GpuPattern* kTable[kFusionCount] = {PARETO_FUSIONS(PARETO_ENTRY)};
#undef PARETO_ENTRY
  return *kTable[static_cast<size_t>(fusion)];
}

FusionSet runnable(FusionSet fusions) {
  for (size_t each = 0; each < kFusionCount; ++each)
    if (!gpu_pattern(static_cast<Fusion>(each)).compile)
      fusions = fusions.without(static_cast<Fusion>(each));
  return fusions;
}

int64_t no_scratch(const Device&, const Node&) { return 0; }

Status refuse(Compilation&, const Node& node) {
  return fail(ErrorCode::Unsupported, std::string("The Vulkan executor has no operation ") + to_string(node.op) + ".");
}

} // namespace pareto::gpu
