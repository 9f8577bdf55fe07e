// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature gated_activation_signature(const Node& node, const StepShape&) {
  Signature s(node.inputs[1].shape);
  s.require(node.inputs[0].shape == node.inputs[1].shape, "gated_activation takes a gate and an up of one shape");
  return s;
}

std::vector<Tensor> gated_activation_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  const auto activation = std::get<GatedActivationSpec>(node.spec).activation;
  const Tensor &gate = node.inputs[0], &up = node.inputs[1];
  const Tensor dactivated = graph.mul(dy[0], up);
  return {graph.record(UnaryBackwardSpec{{activation}}, {dactivated, gate}).front(),
          graph.gated(gate, dy[0], activation)};
}

} // namespace

constinit const Operation operations::gated_activation{.signature = gated_activation_signature,
                                                       .gradient = gated_activation_gradient};

} // namespace pareto
