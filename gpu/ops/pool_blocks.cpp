// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status pool_blocks_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<PoolBlocksSpec>(node.spec);
  const Tensor &x = node.inputs[0], &logits = node.inputs[1];
  const Operand from = c.operand(x), weights = c.operand(logits), y = c.operand(node.output(), Access::Write);
  const int64_t batch = x.shape[0], tokens = x.shape[1], heads = x.shape[2],
                width = spec.overlaps ? x.shape[3] / 2 : x.shape[3];
  std::vector<uint32_t> push{u32(batch), u32(tokens), u32(heads), u32(width), u32(spec.block)};
  push_input(push, from, x);
  push.insert(push.end(), {y.at, u32(c.state.entry(node.entry(0)).slot_words)});
  push_input(push, weights, logits);
  return c.add(node, Shader::PoolBlocks, {c.lanes(), static_cast<uint32_t>(spec.summary), spec.overlaps ? 1u : 0u},
               {c.step(), from.binding, c.entry(node.entry(0), Access::Write), y.binding, weights.binding},
               std::move(push), groups_for(batch * heads * width, c.lanes()));
}

} // namespace

const GpuOperation ops::pool_blocks{pool_blocks_compile, no_scratch};

} // namespace pareto::gpu
