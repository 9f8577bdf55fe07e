// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature embed_signature(const Node& node, const StepShape&) {
  const Tensor &of = node.inputs[0], &table = node.inputs[1];
  const auto& spec = std::get<EmbedSpec>(node.spec);
  const bool means = embeds_means(node);
  Signature s({of.shape[0], of.shape[1], table.shape[1]});
  s.require(table.shape.rank() == 2, "embed takes a table [vocab,D]");
  s.require(means ? of.shape.rank() == 3 && of.shape[2] == table.shape[0] && of.dense() : of.shape.rank() == 2,
            "embed takes token ids [B,T], or probabilities [B,T,vocab]");
  s.require(!means || !spec.first_beyond, "embed takes probabilities of what the table has");
  s.require(!spec.exact || (!means && !spec.first_beyond && table.dense()), "embed takes whole numbers of all ids");
  return s;
}

double embed_flops(const Node& node, int64_t) {
  return embeds_means(node) ? 2 * output_elements(node) * static_cast<double>(node.inputs[1].shape[0]) : 0;
}

int64_t embed_reads(const Node& node, const Tensor& input) {
  return embeds_means(node) ? reads_all(node, input) : reads_rows(node, input);
}

/// Whole numbers have none; means have none yet.
std::vector<Tensor> embed_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  if (std::get<EmbedSpec>(node.spec).exact || embeds_means(node))
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, EmbedBackwardSpec{}, node, dy);
}

} // namespace

bool embeds_means(const Node& node) { return node.inputs[0].kind == Kind::Real; }

constinit const Operation operations::embed{
    .signature = embed_signature, .flops = embed_flops, .reads = embed_reads, .gradient = embed_gradient};

} // namespace pareto
