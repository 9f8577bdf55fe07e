// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/cache.h"
#include "gpu/ops/operation.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

constexpr int64_t kPasses = 4; ///< over all scores

/// The last constants of the shader, and what it pushes last.
std::vector<uint32_t> pattern_of(const SelectBlocksSpec& spec) {
  return {u32(spec.comb.reach), u32(spec.comb.step), u32(spec.comb.levels), spec.comb.segments ? 1u : 0u};
}

/// A choice that reads no keys.
Status keyless(Compilation& c, const Node& node, const SelectBlocksSpec& spec) {
  const Dims& shape = node.output().shape;
  const Operand none = c.operand({}), ids = c.operand(node.output(), Access::Write);
  std::vector<uint32_t> constants{c.lanes(),
                                  1,
                                  1,
                                  u32(spec.block),
                                  u32(spec.chosen),
                                  u32(spec.first),
                                  u32(spec.local),
                                  static_cast<uint32_t>(spec.score),
                                  0,
                                  0};
  for (const uint32_t each : pattern_of(spec))
    constants.push_back(each);
  constexpr uint32_t kAll = UINT32_MAX;
  return c.add_grid(node, Shader::SelectBlocks, std::move(constants),
                    {c.step(), none.binding, none.binding, none.binding, ids.binding},
                    {u32(shape[1]), u32(spec.heads), u32(spec.heads), 0, 0, 0, 0, 0, 0, 0, ids.at, 0, 0, kAll, 0,
                     bits(spec.scale), spec.seed},
                    {shape[1], spec.heads, shape[0]}, 0);
}

Status select_blocks_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<SelectBlocksSpec>(node.spec);
  if (spec.keyless())
    return keyless(c, node, spec);
  const Tensor &q = node.inputs[0], &k = node.inputs[1], &weights = node.inputs[2];
  const int64_t batch = q.shape[0], tokens = q.shape[1], heads = q.shape[2], width = q.shape[3], keys = k.shape[-2];
  if (!spec.again)
    PARETO_TRY(store_rows(c, node, k, node.entry(0), spec.block));
  const StateEntry& entry = c.state.entry(node.entry(0));
  const Operand from = c.operand(q), weighed = c.operand(weights), ids = c.operand(node.output(), Access::Write);
  const double operations = static_cast<double>(2 * kPasses * batch * tokens * heads * width) *
                            static_cast<double>(std::max<int64_t>(1, c.context_bucket / spec.block));
  std::vector<uint32_t> constants{c.lanes(),
                                  u32(width),
                                  u32(heads / keys),
                                  u32(spec.block),
                                  u32(spec.chosen),
                                  u32(spec.first),
                                  u32(spec.local),
                                  static_cast<uint32_t>(spec.score),
                                  shader_type(entry.type),
                                  weights ? 1u : 0u};
  for (const uint32_t each : pattern_of(spec))
    constants.push_back(each);
  for (const HeadRange& range : c.head_ranges({node.entry(0)})) {
    const Operand history = c.history(node.entry(0), range, Access::Read);
    PARETO_TRY(c.add_grid(
        node, Shader::SelectBlocks, constants, {c.step(), from.binding, history.binding, weighed.binding, ids.binding},
        {u32(tokens), u32(heads), u32(keys), from.at, u32(q.strides[0]), u32(q.strides[1]), u32(q.strides[2]),
         weighed.at, weights ? u32(weights.strides[0]) : 0, weights ? u32(weights.strides[1]) : 0, ids.at,
         u32(entry.rows), u32(range.first), u32(range.end), history.at, bits(spec.scale), spec.seed},
        {tokens, keys, batch}, operations));
  }
  return {};
}

} // namespace

const GpuOperation ops::select_blocks{select_blocks_compile, no_scratch};

} // namespace pareto::gpu
