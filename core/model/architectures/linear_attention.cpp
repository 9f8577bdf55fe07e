// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/linear_attention.h"

#include "core/model/architectures/list.h"
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

constexpr const char* kMap = "has a feature map or head grouping that a blueprint cannot describe.";

FieldTable linear_attention_fields() {
  using M = LinearAttentionMixer;
  return field_table<M>(
      "Linear attention with a feature map",
      {whole("heads", &M::heads, kHeads), key_row<M>(), value_row<M>(),
       choice("feature_map", &M::feature_map, {"elu", "elementwise_product"}).is(0).means("elu is elu(x) + 1"),
       toggle("normalised", &M::normalised).is(true).means("divide by the sum of keys"), norm_eps_row<M>(1e-6),
       fixed("kv_heads", &M::kv_heads, kMap).is(same("heads")), fixed("tied_feature_map", &M::tied_feature_map, kMap),
       fixed("norm_q", &M::norm_q, kMap), fixed("norm_k", &M::norm_k, kMap)});
}

Mixer linear_attention_shape(const ShapeSize&, int64_t hidden) {
  return LinearAttentionMixer{
      .heads = 4, .kv_heads = 4, .key_dim = hidden / 4, .value_dim = hidden / 4, .normalised = true};
}

} // namespace

std::string_view mixer_id(const LinearAttentionMixer&) { return "linear-attention"; }

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
  const Tensor o = g.norm(g.matrix_recurrence(inputs, spec), {NormKind::Rms, mixer.norm_eps, 0},
                          context.vector("o_norm.weight", {mixer.value_dim}));
  return context.linear("o_proj", context.merge(o), context.model.hidden);
}

Architecture architecture::linear_attention() {
  return {
      .id = "linear-attention",
      .name = "Linear attention",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2006.16236",
      .source = "flash-linear-attention, ops/linear_attn/naive",
      .idea = PARETO_TEXT("Core", "The context is summed into one fixed table per head."),
      .promise = PARETO_TEXT("Core", "Constant memory and time per token."),
      .weakness = PARETO_TEXT("Core", "Old and new writes blur into each other."),
      .complexity = "O(1)",
      .fields = linear_attention_fields(),
      .shape = {.mixers = {linear_attention_shape}},
  };
}

} // namespace pareto
