// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature matmul_signature(const Node& node, const StepShape&) {
  const Tensor &x = node.inputs[0], &weight = node.inputs[1], &bias = node.inputs[2];
  Signature s(x.shape);
  s.outputs[0].shape[-1] = weight.shape[0];
  s.require(weight.shape.rank() == 2 && weight.shape[1] == x.shape.back(),
            "matmul takes x [...,in] and a weight [out,in]");
  s.require(!bias || bias.shape.elements() == weight.shape[0], "matmul takes a bias [out]");
  return s;
}

double matmul_flops(const Node& node, int64_t) {
  return 2 * output_elements(node) * static_cast<double>(node.inputs[1].shape[1]);
}

std::vector<Tensor> matmul_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  return record_gradients(graph, MatmulBackwardSpec{}, node, dy);
}

} // namespace

constinit const Operation operations::matmul{
    .signature = matmul_signature, .flops = matmul_flops, .gradient = matmul_gradient};

} // namespace pareto
