// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/nsa.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/sparse_attention.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

FieldTable nsa_fields() {
  using M = NsaMixer;
  return field_table<M>(
      "Sparse attention in three branches (NSA)",
      {whole("heads", &M::heads, kHeads).means("query heads"), kv_heads_row<M>(), head_row<M>(),
       whole("block", &M::block, kBlock).is(64).means("tokens of a block"),
       whole("chosen", &M::chosen, {3, 4096}).is(16).means("blocks read, with the first and the last two"),
       whole("window", &M::window, kLength).is(512).means("tokens of the window, the token itself included"),
       rotary("rope", &M::rope, "head_dim").means("rotary positions"),
       toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the three input projections")});
}

/// Groups of sixteen query heads where there are so many.
Mixer nsa_shape(const ShapeSize& size, int64_t hidden) {
  NsaMixer mixer;
  const int64_t width = std::min(size.hidden / size.heads, hidden);
  mixer.heads = hidden / width;
  mixer.kv_heads = mixer.heads % 16 == 0 ? mixer.heads / 16 : 1;
  mixer.head_dim = width;
  mixer.rope = plain_rope(width);
  if (hidden < kSmallWidth) {
    mixer.block = 8;
    mixer.chosen = 4;
    mixer.window = 16;
  }
  return mixer;
}

} // namespace

std::string_view mixer_id(const NsaMixer&) { return "nsa"; }

Tensor record_mixer(LayerContext& context, Tensor x, const NsaMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const std::string& name, int64_t heads) {
    return context.heads(context.linear(name + "_proj", x, heads * mixer.head_dim, mixer.qkv_bias), heads);
  };
  const auto rotated = [&](Tensor each) { return mixer.rope.table ? g.rope(each, mixer.rope) : each; };
  const Tensor q = rotated(project("q", mixer.heads)), k = rotated(project("k", mixer.kv_heads)),
               v = project("v", mixer.kv_heads);
  const Tensor gates =
      context.heads(g.unary(context.linear("g_proj", x, 3 * mixer.heads), UnaryFunction::Sigmoid), mixer.heads);
  const auto gate = [&](int64_t branch) { return gates.slice(3, branch, 1); };
  const Tensor read = sparse::three_branches(
      g, q, k, v, gate(0), gate(1), gate(2),
      {1 / std::sqrt(static_cast<float>(mixer.head_dim)), mixer.block, mixer.chosen, mixer.window});
  return context.linear("o_proj", context.merge(read), context.model.hidden);
}

Architecture architecture::nsa() {
  return {
      .id = "nsa",
      .name = "Native sparse attention (NSA)",
      .family = "sparse-attention",
      .section = "3.2",
      .paper = "2502.11089",
      .source = "flash-linear-attention, layers/nsa",
      .idea =
          PARETO_TEXT("Core", "Means of blocks tell every token which few blocks to read in full, beside a window."),
      .promise = PARETO_TEXT("Core", "Reads little of a long context, and learns what."),
      .weakness = PARETO_TEXT("Core", "Keeps the whole cache; the means of all blocks are still read."),
      .complexity = "O(n / B + S B + W)",
      .fields = nsa_fields(),
      .shape = {.mixers = {nsa_shape}},
  };
}

} // namespace pareto
