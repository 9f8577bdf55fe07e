// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature block_matmul_signature(const Node& node, const StepShape&) {
  const Dims &x = node.inputs[0].shape, &weight = node.inputs[1].shape;
  Signature s({x[0], x[1], x[2], weight[2]});
  s.require(x.rank() == 4 && weight.rank() == 3, "block_matmul takes x [B,T,H,in] and a weight [H,in,out]");
  s.require(weight[0] == x[2] && weight[1] == x[3], "block_matmul takes a weight of x's heads and width");
  return s;
}

double block_matmul_flops(const Node& node, int64_t) {
  return 2 * output_elements(node) * static_cast<double>(node.inputs[1].shape[1]);
}

} // namespace

constinit const Operation operations::block_matmul{.signature = block_matmul_signature, .flops = block_matmul_flops};

} // namespace pareto
