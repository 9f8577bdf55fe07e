// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status select_last_compile(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const int64_t batch = node.output().shape[0], width = node.output().shape[1];
  return c.add(node, Shader::SelectLast, {c.lanes()}, {c.step(), from.binding, y.binding},
               {u32(batch), u32(width), from.at, y.at, u32(x.strides[0]), u32(x.strides[1])},
               groups_for(batch * width, c.lanes()));
}

} // namespace

const GpuOperation ops::select_last{select_last_compile, no_scratch};

} // namespace pareto::gpu
