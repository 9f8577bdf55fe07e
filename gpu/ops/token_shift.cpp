// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status token_shift_compile(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const int64_t batch = node.output().shape[0], tokens = node.output().shape[1], width = node.output().shape[2];
  return c.add(node, Shader::TokenShift, {c.lanes()},
               {c.step(), from.binding, c.entry(node.entry(0), Access::Write), y.binding},
               {u32(batch), u32(tokens), u32(width), from.at, y.at, u32(x.strides[0]), u32(x.strides[1]),
                u32(c.state.entry(node.entry(0)).slot_words)},
               groups_for(batch * tokens * width, c.lanes()));
}

} // namespace

const GpuOperation ops::token_shift{token_shift_compile, no_scratch};

} // namespace pareto::gpu
