// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_context.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const AttentionMixer& mixer) {
  using QkNorm = AttentionMixer::QkNorm;
  Graph& g = context.graph;
  const int64_t wide_q = mixer.heads * mixer.head_dim, wide_k = mixer.kv_heads * mixer.head_dim;
  Tensor q = context.linear("q_proj", x, wide_q, mixer.qkv_bias);
  Tensor k = context.linear("k_proj", x, wide_k, mixer.qkv_bias);
  const Tensor v = context.heads(context.linear("v_proj", x, wide_k, mixer.qkv_bias), mixer.kv_heads);
  const NormSpec norm{NormKind::Rms, mixer.qk_norm_eps, 0};
  if (mixer.qk_norm == QkNorm::WholeWidth) {
    q = g.norm(q, norm, context.vector("q_norm.weight", {wide_q}));
    k = g.norm(k, norm, context.vector("k_norm.weight", {wide_k}));
  }
  q = context.heads(q, mixer.heads);
  k = context.heads(k, mixer.kv_heads);
  if (mixer.qk_norm == QkNorm::PerHead) {
    q = g.norm(q, norm, context.vector("q_norm.weight", {mixer.head_dim}));
    k = g.norm(k, norm, context.vector("k_norm.weight", {mixer.head_dim}));
  }
  if (mixer.rope.table) {
    q = g.rope(q, mixer.rope);
    k = g.rope(k, mixer.rope);
  }
  AttentionSpec spec;
  spec.scale = mixer.scale > 0 ? mixer.scale : 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  spec.window = mixer.window;
  spec.pinned = mixer.pinned;
  return context.linear("o_proj", context.merge(g.attention(q, k, v, {}, spec)), context.model.hidden, mixer.output_bias);
}

} // namespace pareto
