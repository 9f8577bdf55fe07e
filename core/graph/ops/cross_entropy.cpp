// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature cross_entropy_signature(const Node& node, const StepShape&) {
  const Tensor &logits = node.inputs[0], &targets = node.inputs[1];
  Signature s({1});
  s.require(logits.shape.rank() == 3 && targets.kind == Kind::I32,
            "cross_entropy takes logits [B,T,V] and targets I32 [B,T]");
  s.require(targets.shape == (Dims{logits.shape[0], logits.shape[1]}),
            "cross_entropy takes one target for each row of logits");
  return s;
}

double cross_entropy_flops(const Node& node, int64_t) {
  return 4 * static_cast<double>(node.inputs[0].shape.elements());
}

std::vector<Tensor> cross_entropy_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  return record_gradients(graph, CrossEntropyBackwardSpec{}, node, dy);
}

} // namespace

constinit const Operation operations::cross_entropy{
    .signature = cross_entropy_signature, .flops = cross_entropy_flops, .gradient = cross_entropy_gradient};

} // namespace pareto
