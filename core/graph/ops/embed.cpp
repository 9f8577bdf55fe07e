// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature embed_signature(const Node& node, const StepShape&) {
  const Tensor &tokens = node.inputs[0], &table = node.inputs[1];
  Signature s({tokens.shape[0], tokens.shape[1], table.shape[1]});
  s.require(tokens.kind == Kind::I32 && tokens.shape.rank() == 2, "embed takes token ids [B,T]");
  const auto& spec = std::get<EmbedSpec>(node.spec);
  s.require(table.shape.rank() == 2, "embed takes a table [vocab,D]");
  s.require(!spec.exact || (!spec.first_beyond && table.dense()), "embed takes whole numbers of all ids");
  return s;
}

std::vector<Tensor> embed_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  if (std::get<EmbedSpec>(node.spec).exact) // whole numbers have none
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, EmbedBackwardSpec{}, node, dy);
}

} // namespace

constinit const Operation operations::embed{
    .signature = embed_signature, .flops = no_flops, .reads = reads_rows, .gradient = embed_gradient};

} // namespace pareto
