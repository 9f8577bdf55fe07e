// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/step_memory.h"

#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/cpu/ops/operation.h"
#include "core/graph/passes/memory_plan.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

constexpr int64_t kScratchUnit = 64; ///< floats: no two threads share a line of the cache

} // namespace

int64_t scratch_floats(const Graph& graph) {
  int64_t most = 0;
  for (const Node& node : graph.nodes())
    if (!graph.constant(node))
      most = std::max(most, cpu_operation(node.op).scratch(node));
  return (most + kScratchUnit - 1) / kScratchUnit * kScratchUnit;
}

int64_t step_bytes(const Graph& graph, int threads) {
  return 4 * (plan_memory(graph, fuse(graph, cpu_fusions())).elements + scratch_floats(graph) * threads);
}

} // namespace pareto::cpu
