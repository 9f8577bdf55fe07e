// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/moba.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/sparse_attention.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr float kQkNormEps = 1e-5f; ///< that library's class default

FieldTable moba_fields() {
  using M = MobaMixer;
  return field_table<M>(
      "Mixture of block attention (MoBA)",
      {whole("heads", &M::heads, kHeads).means("heads, each with keys of its own"), head_row<M>(),
       whole("block", &M::block, kBlock).is(4096).means("tokens of a block"),
       whole("chosen", &M::chosen, {1, 4096}).is(8).means("blocks read, the token's own included"),
       rotary("rope", &M::rope, "head_dim").means("rotary positions"),
       toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the three input projections"),
       toggle("qk_norm", &M::qk_norm).is(false).means("RMS norm of each head's query and key"),
       whole("gate_rank", &M::gate_rank, {0, 1 << 14}).is(0).means("rank of the output gate; 0: none"),
       norm_eps_row<M>(1e-6)});
}

Mixer moba_shape(const ShapeSize& size, int64_t hidden) {
  MobaMixer mixer;
  mixer.head_dim = std::min(size.hidden / size.heads, hidden);
  mixer.heads = hidden / mixer.head_dim;
  mixer.rope = plain_rope(mixer.head_dim);
  mixer.block = hidden < kSmallWidth ? 8 : 512; // as in the paper's comparisons of small models
  mixer.chosen = 3;
  return mixer;
}

} // namespace

std::string_view mixer_id(const MobaMixer&) { return "moba"; }

Tensor record_mixer(LayerContext& context, Tensor x, const MobaMixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.head_dim;
  const auto project = [&](const std::string& name) {
    return context.heads(context.linear(name + "_proj", x, inner, mixer.qkv_bias), mixer.heads);
  };
  const auto turned = [&](const std::string& name) {
    Tensor y = project(name);
    if (mixer.qk_norm)
      y = g.norm(y, {NormKind::Rms, kQkNormEps, 0}, context.vector(name + "_norm.weight", {mixer.head_dim}));
    return mixer.rope.table ? g.rope(y, mixer.rope) : y;
  };
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  SelectBlocksSpec choice{BlockScore::Plain, mixer.block, mixer.chosen};
  choice.local = 1;
  const Tensor q = turned("q"), k = turned("k"), v = project("v");
  const Tensor read = sparse::block_attention(g, q, k, v, {}, spec, choice, BlockSummary::Mean);
  const NormSpec norm{NormKind::Rms, mixer.norm_eps, 0};
  const Tensor weight = context.vector("o_norm.weight", {mixer.head_dim});
  Tensor normed;
  if (mixer.gate_rank > 0) {
    const Tensor gate = context.linear("g_proj.1", context.linear("g_proj.0", x, mixer.gate_rank), inner, true);
    normed = g.gated_norm(read, context.heads(gate, mixer.heads), weight, {norm, UnaryFunction::Sigmoid, false});
  } else {
    normed = g.norm(read, norm, weight);
  }
  return context.linear("o_proj", context.merge(normed), context.model.hidden);
}

Architecture architecture::moba() {
  return {
      .id = "moba",
      .name = "Mixture of block attention (MoBA)",
      .family = "sparse-attention",
      .section = "3.4",
      .paper = "2502.13189",
      .source = "flash-linear-attention, layers/moba",
      .idea = PARETO_TEXT("Core", "Every head reads its own block and the few earlier ones whose mean key fits best."),
      .promise = PARETO_TEXT("Core", "No weights beside those of full attention; can be switched on and off."),
      .weakness = PARETO_TEXT("Core", "Keeps the whole cache; a mean can hide the one key that matters."),
      .complexity = "O(n / B + k B)",
      .fields = moba_fields(),
      .shape = {.mixers = {moba_shape}},
  };
}

} // namespace pareto
