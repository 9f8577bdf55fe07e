// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature expert_rows_signature(const Node& node, const StepShape&) {
  const Tensor &x = node.inputs[0], &offsets = node.inputs[1], &order = node.inputs[2];
  Signature s({order.shape.elements(), x.shape.back()});
  s.require(x.shape.rank() == 3 && x.strides[-1] == 1, "expert_rows takes x [B,T,D]");
  s.require(offsets.kind == Kind::I32 && order.kind == Kind::I32 &&
                order.shape.elements() % (x.shape[0] * x.shape[1]) == 0,
            "expert_rows takes the offsets and the order of a route");
  return s;
}

} // namespace

constinit const Operation operations::expert_rows{.signature = expert_rows_signature, .flops = no_flops};

} // namespace pareto
