// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// elu(x)+1, or the learned product of two linear maps of one head (fla's "elementwise_product").
Tensor feature_map(LayerContext& context, Tensor x, const LinearAttentionMixer& mixer, const std::string& name) {
  Graph& g = context.graph;
  if (mixer.feature_map == LinearAttentionMixer::FeatureMap::EluPlusOne)
    return g.unary(x, UnaryFunction::EluPlusOne);
  const Tensor first = context.linear(name + ".0", x, mixer.key_dim, true);
  return g.mul(first, context.linear(name + ".1", x, mixer.key_dim, true));
}

} // namespace

Tensor record_mixer(LayerContext& context, Tensor x, const LinearAttentionMixer& mixer) {
  Graph& g = context.graph;
  Tensor q = context.heads(context.linear("q_proj", x, mixer.heads * mixer.key_dim), mixer.heads);
  Tensor k = context.heads(context.linear("k_proj", x, mixer.kv_heads * mixer.key_dim), mixer.kv_heads);
  Tensor v = context.heads(context.linear("v_proj", x, mixer.kv_heads * mixer.value_dim), mixer.kv_heads);
  q = feature_map(context, q, mixer, "feature_map_q");
  k = feature_map(context, k, mixer, mixer.tied_feature_map ? "feature_map_q" : "feature_map_k");
  const NormSpec to_one{NormKind::Sum, 1e-4f, 0};
  if (mixer.norm_q)
    q = g.norm(q, to_one);
  if (mixer.norm_k)
    k = g.norm(k, to_one);
  v = repeat_heads(context, v, mixer.heads); // values carry the head count of the recurrence
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = q;
  inputs[kMatrixK] = k;
  inputs[kMatrixV] = v;
  MatrixRecurrenceSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(mixer.key_dim));
  if (mixer.normalised) { // (q s).S / ((q s).z + eps): the scale cancels but for eps
    spec.normaliser = Normaliser::SumEps;
    spec.eps = 1e-10f / spec.scale;
    spec.scale = 1;
  }
  const Tensor o = g.norm(g.matrix_recurrence(inputs, spec), {NormKind::Rms, mixer.norm_eps, 0}, context.vector("o_norm.weight", {mixer.value_dim}));
  return context.linear("o_proj", context.merge(o), context.model.hidden);
}

} // namespace pareto
