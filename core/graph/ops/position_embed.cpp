// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature position_embed_signature(const Node& node, const StepShape& step) {
  const Dims& table = node.inputs[0].shape;
  Signature s({step.batch, step.tokens, table.back()});
  s.require(table.rank() == 2, "position_embed takes a table [max_positions,D]");
  return s;
}

std::vector<Tensor> position_embed_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  if (std::get<PositionEmbedSpec>(node.spec).repeats)
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, PositionEmbedBackwardSpec{}, node, dy);
}

} // namespace

constinit const Operation operations::position_embed{
    .signature = position_embed_signature, .flops = no_flops, .reads = reads_rows, .gradient = position_embed_gradient};

} // namespace pareto
