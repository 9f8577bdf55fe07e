// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature accumulate_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<AccumulateSpec>(node.spec);
  Signature s(spec.shape);
  s.require(spec.places.size() == node.inputs.size(), "accumulate takes a place for each input");
  for (size_t i = 0; i < node.inputs.size(); ++i)
    s.require(spec.places[i].shape == node.inputs[i].shape, "accumulate takes inputs in the shapes of their places");
  return s;
}

double accumulate_flops(const Node& node, int64_t) {
  double sum = 0;
  for (const Tensor& input : node.inputs)
    sum += static_cast<double>(input.shape.elements());
  return sum;
}

} // namespace

constinit const Operation operations::accumulate{.signature = accumulate_signature, .flops = accumulate_flops};

} // namespace pareto
