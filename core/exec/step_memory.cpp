// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/step_memory.h"

#include "core/exec/cpu/step_memory.h"
#include "core/graph/passes/memory_plan.h"
#include "core/platform/cpu_info.h"

namespace pareto {

int64_t activation_bytes(const Footprint& footprint, StepShape shape, LogitRows rows, int threads) {
  const Graph graph = footprint.model().record(shape, rows);
  if (footprint.packing() == Packing::Vulkan)
    return format_bytes(
        Format::F32,
        plan_memory(graph, fuse(graph, vulkan_fusions()), kVulkanBinding / format_bytes(Format::F32, 1)).elements);
  return cpu::step_bytes(graph, threads > 0 ? threads : cpu_info().usable_threads);
}

} // namespace pareto
