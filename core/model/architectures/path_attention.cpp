// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/path_attention.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

#include <numbers>

namespace pareto {

namespace {

constexpr float kDirectionEps = 1e-6f; ///< of a direction's length, in its square

FieldTable path_attention_fields() {
  using M = PathAttentionMixer;
  return field_table<M>(
      "Softmax attention whose keys are reflected by every later token",
      {whole("heads", &M::heads, kHeads).means("query heads"), kv_heads_row<M>(), head_row<M>(),
       whole("direction_rank", &M::direction_rank, {0, kRank.high})
           .is(32)
           .means("between the two matrices that make the directions; 0 = one matrix"),
       whole("conv", &M::conv, kNoneOrTaps).is(3).means("taps of the short convolution of the directions, 0 = none"),
       toggle("forget_gate", &M::forget_gate).is(false).means("a forget gate of each query head")});
}

Mixer path_attention_shape(const ShapeSize& size, int64_t hidden) {
  const Mixer plain = attention_shape(size, hidden, 0, 0);
  const auto& heads = *plain.as<AttentionMixer>();
  return PathAttentionMixer{heads.heads, heads.kv_heads, heads.head_dim};
}

/// sqrt(beta) w: w a unit direction of each key head, beta = 2 sigma(b_proj x + b), so that a reflection may turn what
/// lies along w to the other side.
Tensor directions(LayerContext& context, Tensor x, const PathAttentionMixer& mixer) {
  Graph& g = context.graph;
  const int64_t width = mixer.kv_heads * mixer.head_dim;
  Tensor w = mixer.direction_rank > 0
                 ? context.linear("w_proj.1", context.linear("w_proj.0", x, mixer.direction_rank), width)
                 : context.linear("w_proj", x, width);
  w = context.conv("w_conv", w, mixer.conv, UnaryFunction::Silu);
  w = context.heads(g.norm(w, {NormKind::L2, kDirectionEps, mixer.head_dim}), mixer.kv_heads);
  const Tensor log_half = g.unary(context.linear("b_proj", x, mixer.kv_heads, true), UnaryFunction::LogSigmoid);
  const Tensor root =
      g.unary(g.unary(log_half, UnaryFunction::Affine, 0.5f, 0.5f * std::numbers::ln2_v<float>), UnaryFunction::Exp);
  return g.mul(w, root.reshape({context.batch(), context.tokens(), mixer.kv_heads, 1}));
}

} // namespace

std::string_view mixer_id(const PathAttentionMixer&) { return "path-attention"; }

/// The sum of log gates is scaled as the products are (flash-linear-attention, layers/path_attn).
Tensor record_mixer(LayerContext& context, Tensor x, const PathAttentionMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const char* name, int64_t heads) {
    return context.heads(context.linear(name, x, heads * mixer.head_dim), heads);
  };
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = project("q_proj", mixer.heads);
  inputs[kAttentionK] = project("k_proj", mixer.kv_heads);
  inputs[kAttentionV] = project("v_proj", mixer.kv_heads);
  inputs[kAttentionReflect] = directions(context, x, mixer);
  if (mixer.forget_gate) {
    const Tensor gates = g.unary(context.linear("f_proj", x, mixer.heads, true), UnaryFunction::LogSigmoid);
    inputs[kAttentionForget] = recurrence::running_sum(g, g.scale(gates, spec.scale), "forget");
  }
  return context.linear("o_proj", context.merge(g.attention(inputs, spec)), context.model.hidden);
}

Architecture architecture::path_attention() {
  return {
      .id = "path-attention",
      .name = "Path attention (PaTH)",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2505.16381",
      .source = "flash-linear-attention, layers/path_attn",
      .idea = PARETO_TEXT("Core", "Positions that depend on the text: each new token reflects every earlier key."),
      .promise = PARETO_TEXT("Core", "Tracks state as delta rules do, with the memory of full attention."),
      .weakness = PARETO_TEXT("Core", "Every token rewrites the keys of the whole context."),
      .complexity = "O(n)",
      .fields = path_attention_fields(),
      .shape = {.mixers = {path_attention_shape}},
  };
}

} // namespace pareto
