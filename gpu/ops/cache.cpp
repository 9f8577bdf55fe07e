// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/cache.h"

namespace pareto::gpu {

Status store_rows(Compilation& c, const Node& node, const Tensor& x, int32_t index, int64_t block) {
  const StateEntry& entry = c.state.entry(index);
  const Operand from = c.operand(x);
  const int64_t batch = x.shape[0], tokens = x.shape[1], heads = x.shape[2], width = x.shape[3];
  for (const HeadRange& range : c.head_ranges({index})) {
    const Operand cache = c.history(index, range, Access::Write);
    PARETO_TRY(c.add(node, Shader::CacheStore, {c.lanes(), shader_type(entry.type), u32(block)},
                     {c.step(), from.binding, cache.binding},
                     {u32(batch), u32(tokens), u32(heads), u32(width), u32(entry.row_words), from.at, u32(x.strides[0]),
                      u32(x.strides[1]), u32(x.strides[2]), u32(entry.rows), u32(entry.pinned()), u32(range.first),
                      u32(range.end), cache.at},
                     groups_for(batch * tokens * heads * entry.row_words, c.lanes())));
  }
  return {};
}

} // namespace pareto::gpu
