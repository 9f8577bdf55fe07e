// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/cache.h"
#include "gpu/ops/operation.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

constexpr int64_t kMostParts = 32; ///< pieces a history is split into at most
constexpr int64_t kPartKeys = 128; ///< keys worth a piece of their own

struct AttentionSizes {
  int64_t batch, tokens, heads, kv_heads, group, keys, values;
};

AttentionSizes attention_sizes_of(const Node& node) {
  const AttentionShape a = attention_extents(node);
  return {a.batch, a.tokens, a.heads, a.kv_heads, a.heads / a.kv_heads, a.key_width, a.value_width};
}

/// The entry that holds the values: that of the keys where they are a part of these.
int32_t value_entry(const Node& node) { return node.entry(attention_extents(node).value_entry); }
/// Channels from one value to the next.
uint32_t value_row(const Node& node, const AttentionSizes& s) {
  const AttentionShape a = attention_extents(node);
  return u32(a.value_entry > 0 ? s.values : a.key_row);
}

/// What plain softmax does not have.
struct Form {
  int64_t gates = 0; ///< running sums of log gates that a query head has: none, 1 or a key's channels
  bool sticks = false, probe = false, erase = false, reflect = false;
  int64_t shared = 0; ///< last channels of the keys, the same of all heads
  bool plain() const { return gates == 0 && !sticks && !probe && !erase && !reflect && shared == 0; }
  /// Floats of a split history's part, of one row.
  int64_t piece(int64_t values) const { return values + 2 + (probe ? values + 1 : 0); }
};

Form form_of(const Node& node) {
  const Tensor &forget = node.inputs[kAttentionForget], &shared = node.inputs[kAttentionShared];
  return {!forget                    ? 0
          : forget.shape.rank() == 4 ? forget.shape[3]
                                     : 1,
          std::get<AttentionSpec>(node.spec).rule == AttentionRule::StickBreaking,
          static_cast<bool>(node.inputs[kAttentionProbe]),
          static_cast<bool>(node.inputs[kAttentionErase]),
          static_cast<bool>(node.inputs[kAttentionReflect]),
          shared ? shared.shape[3] : 0};
}

/// Tokens that see one another, as the shaders have it: 0 where all do.
uint32_t together_of(const AttentionSpec& spec) { return spec.causal ? u32(spec.together) : 0; }

/// Queries and keys of one tile, as many as the device's shared memory holds.
struct Tiling {
  uint32_t lanes = 128, rows = 32, keys = 32;
};

int64_t shared_bytes(const AttentionSizes& s, const Tiling& t, const Form& form) {
  const int64_t probe = form.probe ? t.rows * (s.keys + t.keys + 1) : 0,
                gates = t.rows * form.gates + (form.gates > 1 ? t.keys * form.gates : 0);
  return 4 * (t.rows * s.keys + t.keys * (std::max(s.keys, s.values) + 1) + int64_t{t.rows} * t.keys + 4 * t.rows +
              probe + gates + 4);
}

Result<Tiling> tiling_of(const Compilation& c, const Node& node, const AttentionSizes& s, const Form& form) {
  Tiling t;
  if (c.device.software_kernels())
    t.lanes = 32;
  const int64_t queries = node.inputs[kAttentionChosen] ? s.group : s.tokens * (form.gates > 1 ? 1 : s.group);
  while (t.rows > 1 && t.rows / 2 >= queries)
    t.rows /= 2;
  const auto most = static_cast<int64_t>(c.device.limits().maxComputeSharedMemorySize);
  while (shared_bytes(s, t, form) > most && (t.rows > 1 || t.keys > 8))
    (t.keys > 8 && t.keys >= t.rows) || t.rows == 1 ? t.keys /= 2 : t.rows /= 2;
  if (shared_bytes(s, t, form) > most)
    return fail(ErrorCode::Unsupported, "Heads of " + std::to_string(s.keys) +
                                            " channels do not fit the device's shared memory (" + node.scope + ").");
  return t;
}

/// Blocks of the choice of one token and head, and heads that choose; 1 where nothing is chosen.
int64_t choices_of(const Node& node) {
  return node.inputs[kAttentionChosen] ? node.inputs[kAttentionChosen].shape[3] : 1;
}
int64_t choosers_of(const Node& node) {
  return node.inputs[kAttentionChosen] ? node.inputs[kAttentionChosen].shape[2] : 1;
}

/// Keys a decode step sees at most.
int64_t visible_keys(const Compilation& c, const Node& node) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  if (spec.block > 0 || spec.stride > 1)
    return spec.block > 0 ? choices_of(node) * spec.block / spec.stride : c.context_bucket / spec.stride;
  return spec.window > 0 ? std::min(spec.window + spec.pinned, c.context_bucket) : c.context_bucket;
}

/// Pieces of the history in decode: enough workgroups for a wide device, none shorter than is worth it.
int64_t parts_of(const Compilation& c, const Node& node, const AttentionSizes& s) {
  if (s.tokens > 1 || c.device.software_kernels())
    return 1;
  return std::clamp<int64_t>(visible_keys(c, node) / kPartKeys, 1, kMostParts);
}

/// Where the masses go. Where nobody asks for them, the output stands there: what watches the device takes a binding
/// that could be written for one that is.
Operand mass_of(const Compilation& c, const Node& node) {
  return c.operand(node.outputs[std::get<AttentionSpec>(node.spec).mass ? kAttentionMass : 0], Access::Write);
}

Status merge(Compilation& c, const Node& node, const AttentionSizes& s, int64_t parts, const Operand& sink,
             const Binding& scratch) {
  const Operand y = c.operand(node.output(), Access::Write), mass = mass_of(c, node);
  Binding pieces = scratch;
  pieces.access = Access::Read;
  const Form form = form_of(node);
  return c.add(node, Shader::AttentionMerge,
               {c.row_lanes(s.values * 4), u32(s.values), node.inputs[kAttentionSink] ? 1u : 0u, form.sticks,
                form.probe, std::get<AttentionSpec>(node.spec).mass},
               {pieces, sink.binding, y.binding, mass.binding},
               {u32(s.batch * s.heads), u32(s.heads), u32(parts), sink.at, y.at, mass.at}, s.batch * s.heads);
}

double operations(const Compilation& c, const Node& node, const AttentionSizes& s) {
  const bool blocks = node.inputs[kAttentionChosen] || std::get<AttentionSpec>(node.spec).stride > 1;
  return 2.0 * static_cast<double>(s.batch * s.tokens * s.heads * (s.keys + s.values)) *
         static_cast<double>(blocks ? visible_keys(c, node) : c.context_bucket);
}

/// Queries a lane of the software form takes, and keys at once; lanes of one vector.
constexpr int64_t kLaneQueries = 4, kLaneKeys = 8;

constexpr int64_t kLaneValues = 256; ///< wider values fill more registers than a compiler takes in reasonable time

/// The software form reads queries and histories in groups of four.
bool lanes_fit(const Compilation& c, const Node& node, const Operand& q) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  if (node.inputs[kAttentionChosen] || spec.stride > 1 || spec.mass)
    return false; // it takes tokens together, through one row each, and forgets what it divided by
  const Dims& at = node.inputs[0].strides;
  return form_of(node).plain() && c.in_fours(q, {at[0], at[1], at[2]}) && c.state.entry(node.entry(0)).view &&
         c.state.entry(value_entry(node)).view && node.output().shape[3] % 4 == 0 &&
         node.output().shape[3] <= kLaneValues;
}

Status attention_on_lanes(Compilation& c, const Node& node, const AttentionSizes& s, const Operand& q) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Dims& at = node.inputs[0].strides;
  const StateEntry &keys = c.state.entry(node.entry(0)), &values = c.state.entry(value_entry(node));
  const bool split = s.tokens == 1;
  const int64_t spread = split ? kVectorLanes : 1, queries = s.tokens * s.group, blocks_of = kVectorLanes / spread;
  const int64_t most = s.values <= 128 ? kLaneQueries : kLaneQueries / 2,
                mine = std::clamp<int64_t>(groups_for(queries, blocks_of), 1, most);
  const int64_t parts =
      split ? std::clamp<int64_t>(visible_keys(c, node) / (kPartKeys * spread), 1, kMostParts / spread) : 1;
  const Operand sink = c.operand(node.inputs[3]), y = c.operand(node.output(), Access::Write);
  const Binding scratch{&c.buffers.scratch, 0,
                        static_cast<VkDeviceSize>(s.batch * s.heads * parts * spread * (s.values + 2) * 4),
                        Access::Write};
  Binding from = q.binding, k = c.entry(node.entry(0), Access::Read), v = c.entry(value_entry(node), Access::Read);
  PARETO_TRY(c.bind_texels(from));
  k.view = keys.view.get();
  v.view = values.view.get();
  PARETO_TRY(c.add_grid(node, Shader::AttentionLanes,
                        {kVectorLanes, u32(s.keys), u32(s.values), u32(mine), kLaneKeys, shader_type(keys.type),
                         together_of(spec), node.inputs[3] ? 1u : 0u, u32(spread), split, spec.softcap > 0,
                         value_row(node, s), spec.chunked},
                        {c.step(), from, k, v, sink.binding, split ? scratch : y.binding},
                        {u32(s.tokens), u32(s.heads), u32(s.kv_heads), u32(parts), q.at / 4, u32(at[0] / 4),
                         u32(at[1] / 4), u32(at[2] / 4), sink.at, split ? 0 : y.at, u32(keys.rows), u32(keys.pinned()),
                         u32(spec.window), bits(spec.scale), bits(spec.softcap)},
                        {groups_for(queries, mine * blocks_of) * parts, s.kv_heads, s.batch}, operations(c, node, s)));
  return split ? merge(c, node, s, parts * spread, sink, scratch) : Status();
}

int64_t attention_scratch_floats(const Device&, const Node& node) {
  const AttentionSizes s = attention_sizes_of(node);
  return s.tokens > 1 ? 0 : s.batch * s.heads * kMostParts * form_of(node).piece(s.values);
}

constexpr int64_t kEraseKeys = 1 << 14; ///< keys that one dispatch of the erasing form takes its tokens through

/// DeltaFormer: a head goes through its tokens one by one.
Status erase(Compilation& c, const Node& node, const AttentionSizes& s) {
  const Tensor &q = node.inputs[kAttentionQ], &v = node.inputs[kAttentionV], &strength = node.inputs[kAttentionErase];
  const Operand from = c.operand(q), values = c.operand(v), strengths = c.operand(strength),
                y = c.operand(node.output(), Access::Write);
  const StateEntry& keys = c.state.entry(node.entry(0));
  const int64_t together = std::max<int64_t>(1, kEraseKeys / c.context_bucket); // tokens of a dispatch
  for (const HeadRange& range : c.head_ranges({node.entry(0), node.entry(1)})) {
    const Operand k = c.history(node.entry(0), range, Access::Read), u = c.history(node.entry(1), range, Access::Write);
    std::vector<uint32_t> push{u32(s.tokens), u32(s.heads)};
    push_input(push, from, q);
    push_input(push, values, v);
    push_input(push, strengths, strength);
    push.insert(push.end(), {y.at, u32(keys.rows), u32(range.first), u32(range.end), k.at, u.at,
                             bits(std::get<AttentionSpec>(node.spec).scale)});
    for (int64_t token = 0; token < s.tokens; token += together) {
      std::vector<uint32_t> some = push;
      some.insert(some.end(), {u32(token), u32(std::min(s.tokens, token + together))});
      PARETO_TRY(
          c.add_grid(node, Shader::AttentionErase,
                     {c.device.software_kernels() ? 32u : 64u, u32(s.keys), u32(s.values), shader_type(keys.type)},
                     {c.step(), from.binding, k.binding, u.binding, values.binding, strengths.binding, y.binding},
                     std::move(some), {1, s.heads, s.batch},
                     operations(c, node, s) * static_cast<double>(together) / static_cast<double>(s.tokens)));
    }
  }
  return {};
}

/// The gates of the heads of a piece; refused where these are more than a binding holds.
Result<Operand> gates_of(const Compilation& c, const Node& node, const AttentionSizes& s, const HeadRange& range) {
  if (!node.inputs[kAttentionForget])
    return c.operand({});
  const HeadRange heads{range.first * s.group, range.end * s.group};
  const Operand gates = c.history(node.entry(2), heads, Access::Read);
  if (gates.binding.range > c.device.limits().maxStorageBufferRange)
    return fail(ErrorCode::OutOfMemory, "The sums of forget gates of " + node.scope + " take " +
                                            std::to_string(gates.binding.range >> 20) +
                                            " MiB in one piece and this device allows " +
                                            std::to_string(c.device.limits().maxStorageBufferRange >> 20) + " MiB.");
  return gates;
}

constexpr int64_t kMostWalked = 60000; ///< turns of one shader's loops, within what a software driver takes

/// Path attention: queries walk back through the step, then the keys before its tokens meet the reflections.
Status reflect(Compilation& c, const Node& node, const AttentionSizes& s, const Form& form) {
  const Tensor &q = node.inputs[kAttentionQ], &u = node.inputs[kAttentionReflect], &now = node.inputs[kAttentionForget];
  const bool split = s.tokens == 1;
  if (c.device.software_kernels() && !split && c.context_bucket > kMostWalked)
    return fail(ErrorCode::Unsupported, "A step of several tokens of path attention reaches " +
                                            std::to_string(c.context_bucket) + " tokens back and a software driver's " +
                                            "shaders end after " + std::to_string(kMostWalked) + ".");
  const Operand from = c.operand(q), directions = c.operand(u), gate = c.operand(now),
                y = c.operand(node.output(), Access::Write);
  const StateEntry &keys = c.state.entry(node.entry(0)), &values = c.state.entry(node.entry(1));
  const uint32_t lanes = c.device.software_kernels() ? 32 : 64;
  for (const HeadRange& range : c.head_ranges({node.entry(0), node.entry(1)})) {
    const Operand k = c.history(node.entry(0), range, Access::Read), v = c.history(node.entry(1), range, Access::Read);
    PARETO_TRY_ASSIGN(gates, gates_of(c, node, s, range));
    std::vector<uint32_t> push{u32(s.tokens), u32(s.heads), u32(s.kv_heads)};
    push_input(push, from, q);
    push_input(push, directions, u);
    push_input(push, gate, now);
    push.insert(push.end(), {y.at, u32(keys.rows), u32(range.first), u32(range.end), k.at, v.at, gates.at,
                             bits(std::get<AttentionSpec>(node.spec).scale)});
    PARETO_TRY(c.add_grid(
        node, Shader::AttentionReflect,
        {lanes, u32(s.keys), u32(s.values), shader_type(values.type), split, u32(form.gates)},
        {c.step(), from.binding, k.binding, v.binding, directions.binding, gates.binding, gate.binding, y.binding},
        std::move(push), {split ? 1 : groups_for(s.tokens, lanes), s.heads, s.batch}, operations(c, node, s)));
    const Operand changed = c.history(node.entry(0), range, Access::Write);
    std::vector<uint32_t> places{u32(s.kv_heads)};
    push_input(places, directions, u);
    places.insert(places.end(), {u32(keys.rows), u32(range.first), u32(range.end), changed.at});
    PARETO_TRY(c.add_grid(
        node, Shader::ReflectKeys, {lanes, u32(s.keys)}, {c.step(), directions.binding, changed.binding},
        std::move(places), {groups_for(c.context_bucket, lanes), s.kv_heads, s.batch},
        4.0 * static_cast<double>(s.batch * s.kv_heads * s.tokens * s.keys) * static_cast<double>(c.context_bucket)));
  }
  return {};
}

/// A whole entry that is not bound in pieces; refused where it is more than a binding holds.
Result<Binding> whole_entry(const Compilation& c, const Node& node, int32_t index) {
  const Binding all = c.entry(index, Access::Read);
  if (all.range > c.device.limits().maxStorageBufferRange)
    return fail(ErrorCode::OutOfMemory, "The shared channels of the keys of " + node.scope + " take " +
                                            std::to_string(all.range >> 20) +
                                            " MiB in one piece and this device allows " +
                                            std::to_string(c.device.limits().maxStorageBufferRange >> 20) + " MiB.");
  return all;
}

/// Present keys, values and sums of gates; values that are erased from come with the erasing.
Status store_all(Compilation& c, const Node& node, const Form& form) {
  const int64_t stride = std::get<AttentionSpec>(node.spec).stride;
  PARETO_TRY(store_rows(c, node, node.inputs[kAttentionK], node.entry(0), stride));
  if (node.inputs[kAttentionV] && !form.erase)
    PARETO_TRY(store_rows(c, node, node.inputs[kAttentionV], node.entry(1), stride));
  if (form.shared > 0)
    PARETO_TRY(store_rows(c, node, node.inputs[kAttentionShared], node.entry(1), stride));
  if (Tensor forget = node.inputs[kAttentionForget]) {
    if (forget.shape.rank() == 3) {
      forget.shape.push_back(1);
      forget.strides.push_back(1);
    }
    PARETO_TRY(store_rows(c, node, forget, node.entry(2), stride));
  }
  return {};
}

/// What all dispatches of a node read and write, whichever heads of its history they have.
struct Operands {
  Operand q, sink, now, probe, chosen, mass, y;
  Binding shared, out; ///< out: y, or the parts of a split history
};

Result<Operands> operands_of(const Compilation& c, const Node& node, const AttentionSizes& s, const Form& form,
                             int64_t parts) {
  Operands o{c.operand(node.inputs[kAttentionQ]),
             c.operand(node.inputs[kAttentionSink]),
             c.operand(node.inputs[kAttentionForget]),
             c.operand(node.inputs[kAttentionProbe]),
             c.operand(node.inputs[kAttentionChosen]),
             mass_of(c, node),
             c.operand(node.output(), Access::Write),
             c.operand({}).binding,
             {}};
  if (form.shared > 0) {
    PARETO_TRY_ASSIGN(all, whole_entry(c, node, node.entry(1)));
    o.shared = all;
  }
  const int64_t pieces = s.batch * s.heads * parts * form.piece(s.values) * 4;
  o.out = parts > 1 ? Binding{&c.buffers.scratch, 0, static_cast<VkDeviceSize>(pieces), Access::Write} : o.y.binding;
  return o;
}

/// The queries of a node through some heads of its history.
Status attend(Compilation& c, const Node& node, const AttentionSizes& s, const Tiling& tiling, const Operands& o,
              int64_t parts, const HeadRange& range) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Form form = form_of(node);
  const StateEntry& keys = c.state.entry(node.entry(0));
  const bool split = parts > 1;
  const int64_t group = form.gates > 1 ? 1 : s.group; // query heads of a workgroup
  const Operand k = c.history(node.entry(0), range, Access::Read),
                v = c.history(value_entry(node), range, Access::Read);
  PARETO_TRY_ASSIGN(gates, gates_of(c, node, s, range));
  std::vector<uint32_t> push{u32(s.tokens), u32(s.heads), u32(s.kv_heads), u32(parts), u32(kPartKeys)};
  push_input(push, o.q, node.inputs[kAttentionQ]);
  push.insert(push.end(),
              {o.sink.at, split ? 0 : o.y.at, u32(keys.rows), u32(keys.pinned()), u32(spec.window), u32(range.first),
               u32(range.end), k.at, v.at, bits(spec.scale), bits(spec.softcap), gates.at});
  push_input(push, o.now, node.inputs[kAttentionForget]);
  push_input(push, o.probe, node.inputs[kAttentionProbe]);
  push.insert(push.end(), {o.chosen.at, o.mass.at});
  const int64_t tiles =
      spec.block > 0 ? s.tokens * groups_for(group, tiling.rows) : groups_for(s.tokens * group, tiling.rows);
  return c.add_grid(node, Shader::Attention,
                    {tiling.lanes,
                     u32(s.keys),
                     u32(s.values),
                     tiling.rows,
                     tiling.keys,
                     shader_type(keys.type),
                     together_of(spec),
                     node.inputs[kAttentionSink] ? 1u : 0u,
                     split,
                     value_row(node, s),
                     u32(form.gates),
                     form.sticks,
                     form.probe,
                     u32(form.shared),
                     spec.chunked,
                     u32(spec.block / spec.stride),
                     u32(choices_of(node)),
                     u32(choosers_of(node)),
                     u32(spec.stride),
                     spec.mass && !split},
                    {c.step(), o.q.binding, k.binding, v.binding, o.sink.binding, o.out, gates.binding, o.now.binding,
                     o.probe.binding, o.shared, o.chosen.binding, o.mass.binding},
                    std::move(push), {tiles * parts, s.heads / group, s.batch}, operations(c, node, s));
}

Status attention_compile(Compilation& c, const Node& node) {
  const AttentionSizes s = attention_sizes_of(node);
  const Form form = form_of(node);
  if (!std::get<AttentionSpec>(node.spec).again)
    PARETO_TRY(store_all(c, node, form));
  if (form.erase)
    return erase(c, node, s);
  if (form.reflect)
    return reflect(c, node, s, form);
  if (const Operand q = c.operand(node.inputs[kAttentionQ]); lanes_fit(c, node, q))
    return attention_on_lanes(c, node, s, q);
  PARETO_TRY_ASSIGN(tiling, tiling_of(c, node, s, form));
  const int64_t parts = parts_of(c, node, s);
  PARETO_TRY_ASSIGN(operands, operands_of(c, node, s, form, parts));
  for (const HeadRange& range : c.head_ranges({node.entry(0), value_entry(node)}))
    PARETO_TRY(attend(c, node, s, tiling, operands, parts, range));
  return parts > 1 ? merge(c, node, s, parts, operands.sink, operands.out) : Status();
}

} // namespace

const GpuOperation ops::attention{attention_compile, attention_scratch_floats};

} // namespace pareto::gpu
