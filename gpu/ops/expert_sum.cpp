// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status expert_sum_compile(Compilation& c, const Node& node) {
  const Operand from = c.operand(node.inputs[0]), weights = c.operand(node.inputs[1]),
                place = c.operand(node.inputs[2]), y = c.operand(node.output(), Access::Write);
  const int64_t width = node.output().shape[2], rows = node.output().shape.elements() / width;
  return c.add(node, Shader::ExpertSum, {c.lanes(), node.inputs[1] ? 1u : 0u},
               {from.binding, weights.binding, place.binding, y.binding},
               {u32(rows), u32(width), u32(node.inputs[2].shape[2]), from.at, weights.at, place.at, y.at},
               groups_for(rows * width, c.lanes()));
}

} // namespace

const GpuOperation ops::expert_sum{expert_sum_compile, no_scratch};

} // namespace pareto::gpu
