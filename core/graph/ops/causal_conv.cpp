// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature causal_conv_signature(const Node& node, const StepShape& step) {
  const auto& spec = std::get<ConvSpec>(node.spec);
  const Dims& x = node.inputs[0].shape;
  Signature s(x, {replaced({spec.width - 1, x.back()})});
  if (node.inputs.size() != kConvInputs) {
    s.require(false, "causal_conv takes the inputs of ConvInput, absent ones included");
    return s;
  }
  if (const Tensor& offsets = node.inputs[kConvOffsets]) {
    s.states.front() = replaced_by_experts(offsets, {spec.width - 1, x.back()}, x[1], step);
    s.require(has_rows_of_experts(x, offsets, node.inputs[kConvOrder]), kRowsOfExperts);
  }
  s.require(x.rank() == 3 && node.inputs[1].shape == (Dims{x.back(), spec.width}),
            "causal_conv takes x [B,T,D] and a weight [D,W]");
  return s;
}

double causal_conv_flops(const Node& node, int64_t) {
  return 2 * output_elements(node) * static_cast<double>(std::get<ConvSpec>(node.spec).width);
}

std::vector<Tensor> causal_conv_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  if (node.inputs[kConvOffsets]) // not yet
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, CausalConvBackwardSpec{std::get<ConvSpec>(node.spec)}, node, dy);
}

} // namespace

constinit const Operation operations::causal_conv{.signature = causal_conv_signature,
                                                  .flops = causal_conv_flops,
                                                  .gradient = causal_conv_gradient,
                                                  .mixes_tokens = true};

} // namespace pareto
