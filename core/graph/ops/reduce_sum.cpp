// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature reduce_sum_signature(const Node& node, const StepShape&) {
  Signature s(node.inputs[0].shape);
  s.outputs[0].shape[-1] = 1;
  return s;
}

std::vector<Tensor> reduce_sum_gradient(Graph&, const Node& node, std::span<const Tensor> dy) {
  return {dy[0].broadcast(node.inputs[0].shape)};
}

} // namespace

constinit const Operation operations::reduce_sum{.signature = reduce_sum_signature, .gradient = reduce_sum_gradient};

} // namespace pareto
