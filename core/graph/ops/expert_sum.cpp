// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature expert_sum_signature(const Node& node, const StepShape&) {
  const Tensor &x = node.inputs[0], &weights = node.inputs[1], &place = node.inputs[2];
  Signature s({place.shape[0], place.shape[1], x.shape[1]});
  s.require(x.shape.rank() == 2 && x.dense() && x.shape[0] == place.shape.elements(),
            "expert_sum takes x [N,D] in the order of experts");
  s.require(place.kind == Kind::I32 && place.shape.rank() == 3, "expert_sum takes the places of a route");
  s.require(!weights || (weights.shape == place.shape && weights.dense()), "expert_sum takes a weight of each choice");
  return s;
}

double expert_sum_flops(const Node& node, int64_t) { return 2 * static_cast<double>(node.inputs[0].shape.elements()); }

} // namespace

constinit const Operation operations::expert_sum{.signature = expert_sum_signature, .flops = expert_sum_flops};

} // namespace pareto
