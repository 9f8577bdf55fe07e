// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/step_memory.h"

#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/cpu/kernels/kernels.h"
#include "core/graph/passes/memory_plan.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

constexpr int64_t kTileRows = 64;    ///< queries (tokens x grouped heads) of one tile
constexpr int64_t kScratchUnit = 64; ///< floats: no two threads share a line of the cache

int64_t node_scratch(const Node& node) {
  switch (node.op) {
  case Op::Matmul: return product_scratch(node.inputs[0].shape.back());
  case Op::MatrixRecurrence: return recurrence_scratch(node.inputs[kMatrixQ].shape[3], node.output().shape[3]);
  case Op::Attention: {
    const AttentionTiling a = attention_tiling(node, 1);
    return a.rows() * (a.key_width + a.value_width + 2) + attention_scratch(a.rows(), a.key_width, a.value_width);
  }
  default: return 0;
  }
}

} // namespace

AttentionTiling attention_tiling(const Node& node, int threads) {
  const Dims &q = node.inputs[0].shape, &k = node.inputs[1].shape, &v = node.inputs[2].shape;
  AttentionTiling a{};
  a.batch = q[0];
  a.tokens = q[1];
  a.heads = q[2];
  a.kv_heads = k[2];
  a.group = a.heads / a.kv_heads;
  a.key_width = q[3];
  a.value_width = v[3];
  a.tile_tokens = std::min(a.tokens, std::max<int64_t>(1, kTileRows / a.group));
  a.tiles = (a.tokens + a.tile_tokens - 1) / a.tile_tokens;
  const int64_t units = a.batch * a.kv_heads * a.tiles, wanted = int64_t{4} * threads;
  a.parts = a.tokens == 1 && units < wanted ? (wanted + units - 1) / units : 1;
  return a;
}

int64_t scratch_floats(const Graph& graph) {
  int64_t most = 0;
  for (const Node& node : graph.nodes())
    if (!graph.constant(node))
      most = std::max(most, node_scratch(node));
  return (most + kScratchUnit - 1) / kScratchUnit * kScratchUnit;
}

int64_t step_bytes(const Graph& graph, int threads) {
  return 4 * (plan_memory(graph, fuse(graph, cpu_fusions())).elements + scratch_floats(graph) * threads);
}

} // namespace pareto::cpu
