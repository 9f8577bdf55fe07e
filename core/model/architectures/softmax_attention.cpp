// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_context.h"

namespace pareto {

namespace {

/// RMS norm of queries or keys over the last axis of x.
Tensor qk_norm(LayerContext& context, Tensor x, const AttentionMixer& mixer, const std::string& name) {
  Graph& g = context.graph;
  const NormSpec norm{NormKind::Rms, mixer.qk_norm_eps, 0};
  if (!mixer.qk_norm_weight)
    return g.norm(x, norm);
  Tensor weight = context.vector(name + ".weight", {x.shape.back()}, {mixer.qk_norm_one_plus ? Init::Rule::Zeros : Init::Rule::Ones});
  if (mixer.qk_norm_one_plus)
    weight = g.unary(weight, UnaryFunction::Affine, 1, 1);
  return g.norm(x, norm, weight);
}

} // namespace

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
  return context.linear("o_proj", context.merge(g.attention(q, k, v, {}, spec)), context.model.hidden, mixer.output_bias);
}

} // namespace pareto
