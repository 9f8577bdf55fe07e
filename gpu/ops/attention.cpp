// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

constexpr int64_t kMostParts = 32; ///< pieces a history is split into at most
constexpr int64_t kPartKeys = 128; ///< keys worth a piece of their own

struct Shape {
  int64_t batch, tokens, heads, kv_heads, group, keys, values;
};

Shape shape_of(const Node& node) {
  const Dims &q = node.inputs[0].shape, &k = node.inputs[1].shape;
  return {q[0], q[1], q[2], k[2], q[2] / k[2], q[3], node.output().shape[3]};
}

/// The entry that holds the values: that of the keys where they are a part of these.
int32_t value_entry(const Node& node) { return node.entry(node.inputs[2] ? 1 : 0); }
/// Channels from one value to the next.
uint32_t value_row(const Node& node, const Shape& s) { return u32(node.inputs[2] ? s.values : s.keys); }

/// Queries and keys of one tile, as many as the device's shared memory holds.
struct Tiling {
  uint32_t lanes = 128, rows = 32, keys = 32;
};

int64_t shared_bytes(const Shape& s, const Tiling& t) {
  return 4 * (t.rows * s.keys + t.keys * (std::max(s.keys, s.values) + 1) + int64_t{t.rows} * t.keys + 3 * t.rows);
}

Result<Tiling> tiling_of(const Compilation& c, const Node& node, const Shape& s) {
  Tiling t;
  if (c.device.software_kernels())
    t.lanes = 32;
  const int64_t queries = s.tokens * s.group;
  while (t.rows > 1 && t.rows / 2 >= queries)
    t.rows /= 2;
  const auto most = static_cast<int64_t>(c.device.limits().maxComputeSharedMemorySize);
  while (shared_bytes(s, t) > most && (t.rows > 1 || t.keys > 8))
    (t.keys > 8 && t.keys >= t.rows) || t.rows == 1 ? t.keys /= 2 : t.rows /= 2;
  if (shared_bytes(s, t) > most)
    return fail(ErrorCode::Unsupported, "Heads of " + std::to_string(s.keys) +
                                            " channels do not fit the device's shared memory (" + node.scope + ").");
  return t;
}

Status store(Compilation& c, const Node& node, const Tensor& x, int32_t index) {
  const StateEntry& entry = c.state.entry(index);
  const Operand from = c.operand(x);
  const int64_t batch = x.shape[0], tokens = x.shape[1], heads = x.shape[2], width = x.shape[3];
  for (const HeadRange& range : c.head_ranges({index})) {
    const Operand cache = c.history(index, range, Access::Write);
    PARETO_TRY(c.add(node, Shader::CacheStore, {c.lanes(), shader_type(entry.type)},
                     {c.step(), from.binding, cache.binding},
                     {u32(batch), u32(tokens), u32(heads), u32(width), u32(entry.row_words), from.at, u32(x.strides[0]),
                      u32(x.strides[1]), u32(x.strides[2]), u32(entry.rows), u32(entry.pinned()), u32(range.first),
                      u32(range.end), cache.at},
                     groups_for(batch * tokens * heads * entry.row_words, c.lanes())));
  }
  return {};
}

/// Keys a decode step sees at most.
int64_t visible_keys(const Compilation& c, const AttentionSpec& spec) {
  return spec.window > 0 ? std::min(spec.window + spec.pinned, c.context_bucket) : c.context_bucket;
}

/// Pieces of the history in decode: enough workgroups for a wide device, none shorter than is worth it.
int64_t parts_of(const Compilation& c, const AttentionSpec& spec, const Shape& s) {
  if (s.tokens > 1 || c.device.software_kernels())
    return 1;
  return std::clamp<int64_t>(visible_keys(c, spec) / kPartKeys, 1, kMostParts);
}

Status merge(Compilation& c, const Node& node, const Shape& s, int64_t parts, const Operand& sink,
             const Binding& scratch) {
  const Operand y = c.operand(node.output(), Access::Write);
  Binding pieces = scratch;
  pieces.access = Access::Read;
  return c.add(node, Shader::AttentionMerge, {c.row_lanes(s.values * 4), u32(s.values), node.inputs[3] ? 1u : 0u},
               {pieces, sink.binding, y.binding}, {u32(s.batch * s.heads), u32(s.heads), u32(parts), sink.at, y.at},
               s.batch * s.heads);
}

double operations(const Compilation& c, const Shape& s) {
  return 2.0 * static_cast<double>(s.batch * s.tokens * s.heads * (s.keys + s.values)) *
         static_cast<double>(c.context_bucket);
}

/// Queries a lane of the software form takes, and keys at once; lanes of one vector.
constexpr int64_t kLaneQueries = 4, kLaneKeys = 8;

constexpr int64_t kLaneValues = 256; ///< wider values fill more registers than a compiler takes in reasonable time

/// The software form reads queries and histories in groups of four.
bool lanes_fit(const Compilation& c, const Node& node, const Operand& q) {
  const Dims& at = node.inputs[0].strides;
  return c.in_fours(q, {at[0], at[1], at[2]}) && c.state.entry(node.entry(0)).view &&
         c.state.entry(value_entry(node)).view && node.output().shape[3] % 4 == 0 &&
         node.output().shape[3] <= kLaneValues;
}

Status on_lanes(Compilation& c, const Node& node, const Shape& s, const Operand& q) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Dims& at = node.inputs[0].strides;
  const StateEntry &keys = c.state.entry(node.entry(0)), &values = c.state.entry(value_entry(node));
  const bool split = s.tokens == 1;
  const int64_t spread = split ? kVectorLanes : 1, queries = s.tokens * s.group, blocks_of = kVectorLanes / spread;
  const int64_t most = s.values <= 128 ? kLaneQueries : kLaneQueries / 2,
                mine = std::clamp<int64_t>(groups_for(queries, blocks_of), 1, most);
  const int64_t parts =
      split ? std::clamp<int64_t>(visible_keys(c, spec) / (kPartKeys * spread), 1, kMostParts / spread) : 1;
  const Operand sink = c.operand(node.inputs[3]), y = c.operand(node.output(), Access::Write);
  const Binding scratch{&c.buffers.scratch, 0,
                        static_cast<VkDeviceSize>(s.batch * s.heads * parts * spread * (s.values + 2) * 4),
                        Access::Write};
  Binding from = q.binding, k = c.entry(node.entry(0), Access::Read), v = c.entry(value_entry(node), Access::Read);
  PARETO_TRY(c.bind_texels(from));
  k.view = keys.view.get();
  v.view = values.view.get();
  PARETO_TRY(
      c.add_grid(node, Shader::AttentionLanes,
                 {kVectorLanes, u32(s.keys), u32(s.values), u32(mine), kLaneKeys, shader_type(keys.type), spec.causal,
                  node.inputs[3] ? 1u : 0u, u32(spread), split, spec.softcap > 0, value_row(node, s)},
                 {c.step(), from, k, v, sink.binding, split ? scratch : y.binding},
                 {u32(s.tokens), u32(s.heads), u32(s.kv_heads), u32(parts), q.at / 4, u32(at[0] / 4), u32(at[1] / 4),
                  u32(at[2] / 4), sink.at, split ? 0 : y.at, u32(keys.rows), u32(keys.pinned()), u32(spec.window),
                  bits(spec.scale), bits(spec.softcap)},
                 {groups_for(queries, mine * blocks_of) * parts, s.kv_heads, s.batch}, operations(c, s)));
  return split ? merge(c, node, s, parts * spread, sink, scratch) : Status();
}

int64_t scratch_floats(const Device&, const Node& node) {
  const Shape s = shape_of(node);
  return s.tokens > 1 ? 0 : s.batch * s.heads * kMostParts * (s.values + 2);
}

Status compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Shape s = shape_of(node);
  const Tensor& q = node.inputs[0];
  PARETO_TRY(store(c, node, node.inputs[1], node.entry(0)));
  if (node.inputs[2])
    PARETO_TRY(store(c, node, node.inputs[2], node.entry(1)));
  if (const Operand at = c.operand(q); lanes_fit(c, node, at))
    return on_lanes(c, node, s, at);
  PARETO_TRY_ASSIGN(tiling, tiling_of(c, node, s));
  const StateEntry& keys = c.state.entry(node.entry(0));
  const int64_t parts = parts_of(c, spec, s);
  const Operand from = c.operand(q), sink = c.operand(node.inputs[3]), y = c.operand(node.output(), Access::Write);
  const Binding scratch{&c.buffers.scratch, 0,
                        static_cast<VkDeviceSize>(std::max<int64_t>(4, s.batch * s.heads * parts * (s.values + 2)) * 4),
                        Access::Write};
  const bool split = parts > 1;
  for (const HeadRange& range : c.head_ranges({node.entry(0), value_entry(node)})) {
    const Operand k = c.history(node.entry(0), range, Access::Read),
                  v = c.history(value_entry(node), range, Access::Read);
    PARETO_TRY(c.add_grid(node, Shader::Attention,
                          {tiling.lanes, u32(s.keys), u32(s.values), tiling.rows, tiling.keys, shader_type(keys.type),
                           spec.causal, node.inputs[3] ? 1u : 0u, split, value_row(node, s)},
                          {c.step(), from.binding, k.binding, v.binding, sink.binding, split ? scratch : y.binding},
                          {u32(s.tokens),
                           u32(s.heads),
                           u32(s.kv_heads),
                           u32(parts),
                           u32(kPartKeys),
                           from.at,
                           u32(q.strides[0]),
                           u32(q.strides[1]),
                           u32(q.strides[2]),
                           sink.at,
                           split ? 0 : y.at,
                           u32(keys.rows),
                           u32(keys.pinned()),
                           u32(spec.window),
                           u32(range.first),
                           u32(range.end),
                           k.at,
                           v.at,
                           bits(spec.scale),
                           bits(spec.softcap)},
                          {groups_for(s.tokens * s.group, tiling.rows) * parts, s.kv_heads, s.batch},
                          operations(c, s)));
  }
  return split ? merge(c, node, s, parts, sink, scratch) : Status();
}

} // namespace

const GpuOperation ops::attention{compile, scratch_floats};

} // namespace pareto::gpu
