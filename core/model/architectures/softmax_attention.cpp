// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/softmax_attention.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

#include <algorithm>

namespace pareto {

namespace {

/// RMS norm of queries or keys over the last axis of x.
Tensor qk_norm(LayerContext& context, Tensor x, const AttentionMixer& mixer, const std::string& name) {
  Graph& g = context.graph;
  const NormSpec norm{NormKind::Rms, mixer.qk_norm_eps, 0};
  if (!mixer.qk_norm_weight)
    return g.norm(x, norm);
  Tensor weight = context.vector(name + ".weight", {x.shape.back()},
                                 {mixer.qk_norm_one_plus ? Init::Rule::Zeros : Init::Rule::Ones});
  if (mixer.qk_norm_one_plus)
    weight = g.unary(weight, UnaryFunction::Affine, 1, 1);
  return g.norm(x, norm, weight);
}

Mixer shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, 0, 0); }

} // namespace

FieldTable attention_fields(bool windowed) {
  constexpr const char* kScores =
      "has an attention scale, capped scores, output bias, sinks, a gate or whole-width norm, which a blueprint cannot "
      "describe.";
  using M = AttentionMixer;
  const auto normed = [](const M& mixer) { return mixer.qk_norm != M::QkNorm::None; };
  return field_table<M>(
      windowed ? "Softmax attention over the last tokens and a few pinned first ones"
               : "Full softmax attention (MHA, GQA, MQA)",
      {whole("heads", &M::heads, kHeads).means("query heads"),
       whole("kv_heads", &M::kv_heads, kHeads)
           .is(same("heads"))
           .divisor_of("heads")
           .means("key and value heads; divides heads; absent: heads"),
       head_row<M>(), rotary("rope", &M::rope, "head_dim").means("rotary positions"),
       toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the three input projections"),
       toggle("qk_norm", &M::qk_norm).is(false).means("RMS norm of each head's query and key").refused(kScores),
       number("qk_norm_eps", &M::qk_norm_eps, kEps).is(1e-6).means("of that norm").counts_if(normed),
       windowed ? whole("window", &M::window, kLength).means("tokens seen, the token itself included")
                : fixed("window", &M::window),
       windowed ? whole("pinned", &M::pinned, {0, 1 << 16}).is(0).means("first tokens that stay visible")
                : fixed("pinned", &M::pinned),
       fixed("scale", &M::scale, kScores), fixed("softcap", &M::softcap, kScores),
       fixed("output_bias", &M::output_bias, kScores), fixed("sinks", &M::sinks, kScores),
       fixed("gate", &M::gate, kScores), fixed("qk_norm_one_plus", &M::qk_norm_one_plus).counts_if(normed),
       fixed("qk_norm_weight", &M::qk_norm_weight).counts_if(normed),
       fixed("qk_norm_after_rope", &M::qk_norm_after_rope).counts_if(normed)});
}

Mixer attention_shape(const ShapeSize& size, int64_t hidden, int64_t window, int64_t pinned) {
  AttentionMixer mixer;
  const int64_t width = std::min(size.hidden / size.heads, hidden); // of narrow stacks one head
  mixer.heads = hidden / width;
  mixer.head_dim = width;
  mixer.kv_heads = size.kv_heads == size.heads || mixer.heads % size.kv_heads != 0 ? mixer.heads : size.kv_heads;
  mixer.rope = plain_rope(width);
  mixer.window = window;
  mixer.pinned = pinned;
  return mixer;
}

Mixer window_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, size.window, 0); }

std::string_view mixer_id(const AttentionMixer& mixer) {
  return mixer.window > 0 ? "sliding-window" : "softmax-attention";
}

Tensor record_mixer(LayerContext& context, Tensor x, const AttentionMixer& mixer) {
  using QkNorm = AttentionMixer::QkNorm;
  Graph& g = context.graph;
  const int64_t wide_q = mixer.heads * mixer.head_dim, wide_k = mixer.kv_heads * mixer.head_dim;
  Tensor q = context.linear("q_proj", x, wide_q, mixer.qkv_bias);
  Tensor k = context.linear("k_proj", x, wide_k, mixer.qkv_bias);
  const Tensor v = context.heads(context.linear("v_proj", x, wide_k, mixer.qkv_bias), mixer.kv_heads);
  if (mixer.qk_norm == QkNorm::WholeWidth) {
    q = qk_norm(context, q, mixer, "q_norm");
    k = qk_norm(context, k, mixer, "k_norm");
  }
  q = context.heads(q, mixer.heads);
  k = context.heads(k, mixer.kv_heads);
  const auto per_head = [&] {
    q = qk_norm(context, q, mixer, "q_norm");
    k = qk_norm(context, k, mixer, "k_norm");
  };
  if (mixer.qk_norm == QkNorm::PerHead && !mixer.qk_norm_after_rope)
    per_head();
  if (mixer.rope.table) {
    q = g.rope(q, mixer.rope);
    k = g.rope(k, mixer.rope);
  }
  if (mixer.qk_norm == QkNorm::PerHead && mixer.qk_norm_after_rope)
    per_head();
  AttentionSpec spec;
  spec.scale = mixer.scale > 0 ? mixer.scale : 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  spec.window = mixer.window;
  spec.pinned = mixer.pinned;
  spec.softcap = mixer.softcap;
  const Tensor sinks = mixer.sinks ? context.vector("sinks", {mixer.heads}, {Init::Rule::Zeros}) : Tensor{};
  Tensor read = context.merge(g.attention(q, k, v, sinks, spec));
  if (mixer.gate)
    read = g.mul(read, g.unary(context.linear("gate_proj", x, wide_q), UnaryFunction::Sigmoid));
  return context.linear("o_proj", read, context.model.hidden, mixer.output_bias);
}

Architecture architecture::softmax_attention() {
  return {
      .id = "softmax-attention",
      .name = "Transformer++ (Llama-like)",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2305.13245",
      .source = "transformers, modeling_llama",
      .idea = PARETO_TEXT("Core", "Every new token looks at every earlier one."),
      .promise = PARETO_TEXT("Core", "Exact recall of anything in the context."),
      .weakness = PARETO_TEXT("Core", "Memory and time per token grow with the context."),
      .complexity = "O(n)",
      .fields = attention_fields(false),
      .shape = {.mixers = {shape}, .sets_budget = true},
  };
}

} // namespace pareto
