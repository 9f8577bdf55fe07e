// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status pool_blocks_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<PoolBlocksSpec>(node.spec);
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const int64_t batch = x.shape[0], tokens = x.shape[1], heads = x.shape[2], width = x.shape[3];
  return c.add(node, Shader::PoolBlocks, {c.lanes(), spec.summary == BlockSummary::Bounds ? 1u : 0u},
               {c.step(), from.binding, c.entry(node.entry(0), Access::Write), y.binding},
               {u32(batch), u32(tokens), u32(heads), u32(width), u32(spec.block), from.at, u32(x.strides[0]),
                u32(x.strides[1]), u32(x.strides[2]), y.at, u32(c.state.entry(node.entry(0)).slot_words)},
               groups_for(batch * heads * width, c.lanes()));
}

} // namespace

const GpuOperation ops::pool_blocks{pool_blocks_compile, no_scratch};

} // namespace pareto::gpu
