// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/sparse_attention.h"

#include <cmath>

namespace pareto::sparse {

Heads Heads::part(int64_t first, int64_t count) const {
  const int64_t group = q.shape[2] / k.shape[2];
  return {q.slice(2, first * group, count * group), k.slice(2, first, count), v.slice(2, first, count),
          sinks ? sinks.slice(0, first * group, count * group) : sinks};
}

Tensor joined(Graph& graph, Tensor first, Tensor last) {
  const auto flat = [](const Tensor& x) { return x.reshape({x.shape[0], x.shape[1], x.shape[2] * x.shape[3]}); };
  return graph.concat(flat(first), flat(last))
      .reshape({first.shape[0], first.shape[1], first.shape[2] + last.shape[2], first.shape[3]});
}

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

Tensor indexed_blocks(Graph& graph, Tensor q, Tensor k, Tensor weights, int64_t chosen, int64_t block) {
  SelectBlocksSpec choice{BlockScore::Relu, block, chosen};
  choice.scale = 1 / std::sqrt(static_cast<float>(q.shape[3]));
  return graph.select_blocks(q, k, weights, choice);
}

Tensor read_together(Graph& graph, const std::vector<Tensor>& near, const std::vector<Tensor>& far, Tensor sinks) {
  const Dims& each = near[kAttentionMass].shape;
  const Tensor masses = graph.concat(near[kAttentionMass], far[kAttentionMass]),
               sink = sinks.reshape({1, 1, each[2], 1}).broadcast(each),
               shares = graph.norm(graph.concat(masses, sink), {NormKind::Softmax});
  return graph.add(graph.mul(near[kAttentionRead], shares.slice(3, 0, 1)),
                   graph.mul(far[kAttentionRead], shares.slice(3, 1, 1)));
}

Tensor dilated_window(Graph& graph, const Heads& heads, AttentionSpec spec, int64_t window, int64_t dilation,
                      int64_t pinned) {
  SelectBlocksSpec choice{BlockScore::Plain, 1, pinned + window, pinned};
  choice.heads = 1;
  choice.comb = {window * dilation, dilation};
  spec.block = 1;
  spec.window = window * dilation;
  spec.pinned = pinned;
  return graph.attention(heads.q, heads.k, heads.v, heads.sinks, spec, graph.select_blocks(heads.v, {}, {}, choice));
}

Tensor random_blocks(Graph& graph, const Heads& heads, AttentionSpec spec, const RandomBlocks& blocks) {
  SelectBlocksSpec choice{BlockScore::Random, blocks.block, blocks.first + blocks.local + blocks.random, blocks.first,
                          blocks.local};
  choice.heads = heads.k.shape[2];
  choice.seed = blocks.seed;
  spec.block = blocks.block;
  return graph.attention(heads.q, heads.k, heads.v, heads.sinks, spec, graph.select_blocks(heads.v, {}, {}, choice));
}

Tensor dilated_segments(Graph& graph, const Heads& heads, AttentionSpec spec, int64_t segment, int64_t levels) {
  SelectBlocksSpec choice{BlockScore::Plain, 1, segment * levels};
  choice.heads = heads.k.shape[2];
  choice.comb = {segment, 1, levels, true};
  spec.block = 1;
  spec.window = segment << (levels - 1);
  const double turns = 2 - std::pow(0.5, static_cast<double>(levels - 1));   // sum over the levels of 2^-i
  spec.filled = static_cast<float>(turns / 2 / static_cast<double>(levels)); // and half of a segment on average
  return graph.attention(heads.q, heads.k, heads.v, heads.sinks, spec, graph.select_blocks(heads.v, {}, {}, choice));
}

} // namespace pareto::sparse
