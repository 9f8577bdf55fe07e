// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature gated_norm_signature(const Node& node, const StepShape&) {
  Signature s(node.inputs[0].shape);
  s.require(node.inputs[0].shape == node.inputs[1].shape, "gated_norm takes a gate of x's shape");
  s.require(std::get<GatedNormSpec>(node.spec).norm.kind != NormKind::Sinkhorn, "gated_norm takes no matrices");
  return s;
}

double gated_norm_flops(const Node& node, int64_t) { return 4 * output_elements(node); }

std::vector<Tensor> gated_norm_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  return record_gradients(graph, GatedNormBackwardSpec{std::get<GatedNormSpec>(node.spec)}, node, dy);
}

} // namespace

constinit const Operation operations::gated_norm{
    .signature = gated_norm_signature, .flops = gated_norm_flops, .gradient = gated_norm_gradient};

} // namespace pareto
