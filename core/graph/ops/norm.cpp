// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature norm_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<NormSpec>(node.spec);
  Signature s(node.inputs[0].shape);
  s.require(spec.group == 0 || node.inputs[0].shape.back() % spec.group == 0, "norm takes whole groups of channels");
  return s;
}

double norm_flops(const Node& node, int64_t) { return 4 * output_elements(node); }

/// None of levels, which have no slope.
std::vector<Tensor> norm_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  if (std::get<NormSpec>(node.spec).kind == NormKind::Levels)
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, NormBackwardSpec{std::get<NormSpec>(node.spec)}, node, dy);
}

} // namespace

constinit const Operation operations::norm{.signature = norm_signature, .flops = norm_flops, .gradient = norm_gradient};

} // namespace pareto
