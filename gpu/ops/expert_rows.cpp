// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status expert_rows_compile(Compilation& c, const Node& node) {
  const Tensor &x = node.inputs[0], &order = node.inputs[2];
  const Operand from = c.operand(x), offsets = c.operand(node.inputs[1]), choices = c.operand(order),
                y = c.operand(node.output(), Access::Write);
  const int64_t rows = order.shape.elements(), width = x.shape[2];
  return c.add(node, Shader::ExpertRows, {c.lanes()}, {from.binding, offsets.binding, choices.binding, y.binding},
               {u32(rows), u32(width), u32(rows / (x.shape[0] * x.shape[1])), u32(x.shape[1]),
                u32(node.inputs[1].shape.elements() - 1), from.at, u32(x.strides[0]), u32(x.strides[1]), offsets.at,
                choices.at, y.at},
               groups_for(rows * width, c.lanes()));
}

} // namespace

const GpuOperation ops::expert_rows{expert_rows_compile, no_scratch};

} // namespace pareto::gpu
