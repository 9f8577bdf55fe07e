// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status position_embed_compile(Compilation& c, const Node& node) {
  const Operand table = c.operand(node.inputs[0]), y = c.operand(node.output(), Access::Write);
  const int64_t width = node.output().shape[2], count = node.output().shape.elements() / width;
  return c.add(node, Shader::PositionEmbed, {c.lanes(), std::get<PositionEmbedSpec>(node.spec).repeats},
               {c.step(), table.binding, y.binding},
               {u32(count), u32(node.output().shape[1]), u32(width), u32(node.inputs[0].shape[0] - 1), table.at, y.at},
               groups_for(count * width, c.lanes()));
}

} // namespace

const GpuOperation ops::position_embed{position_embed_compile, no_scratch};

} // namespace pareto::gpu
