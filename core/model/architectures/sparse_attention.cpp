// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/sparse_attention.h"

#include <cmath>

namespace pareto::sparse {

Tensor block_attention(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor sink, AttentionSpec spec,
                       SelectBlocksSpec choice, BlockSummary summary) {
  spec.block = choice.block;
  choice.scale = spec.scale;
  graph.push_scope("pool");
  const Tensor keys = graph.pool_blocks(k, {choice.block, summary}, "sums");
  Tensor queries = q;
  if (summary == BlockSummary::Bounds) {
    const Tensor positive = graph.unary(q, UnaryFunction::Relu);
    queries = graph.concat(graph.sub(q, positive), positive);
  }
  const Tensor chosen = graph.select_blocks(queries, keys, {}, choice);
  graph.pop_scope();
  return graph.attention(q, k, v, sink, spec, chosen);
}

Tensor three_branches(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor compressed_gate, Tensor chosen_gate,
                      Tensor window_gate, const ThreeBranches& sizes) {
  const PoolBlocksSpec means{sizes.block, BlockSummary::Mean};
  graph.push_scope("compressed");
  const Tensor compressed =
      graph.attention(q, graph.pool_blocks(k, means, "keys"), graph.pool_blocks(v, means, "values"), {},
                      {.scale = sizes.scale, .stride = sizes.block});
  SelectBlocksSpec choice{BlockScore::Softmax, sizes.block, sizes.chosen};
  choice.first = 1;
  choice.local = 2;
  choice.scale = sizes.scale;
  choice.again = true;
  const Tensor chosen = graph.select_blocks(q, graph.history(compressed, 0), {}, choice);
  graph.pop_scope();
  const Tensor read = graph.attention(q, k, v, {}, {.scale = sizes.scale, .block = sizes.block}, chosen);
  const Tensor near = graph.attention(q, graph.history(read, 0), graph.history(read, 1), {},
                                      {.scale = sizes.scale, .window = sizes.window, .again = true});
  const auto gated = [&](Tensor branch, Tensor gate) {
    return graph.mul(branch, gate.reshape({gate.shape[0], gate.shape[1], gate.shape[2], 1}));
  };
  return graph.add(graph.add(gated(compressed, compressed_gate), gated(read, chosen_gate)), gated(near, window_gate));
}

Tensor indexed_tokens(Graph& graph, Tensor q, Tensor k, Tensor weights, int64_t chosen) {
  SelectBlocksSpec choice{BlockScore::Relu, 1, chosen};
  choice.scale = 1 / std::sqrt(static_cast<float>(q.shape[3]));
  return graph.select_blocks(q, k, weights, choice);
}

} // namespace pareto::sparse
