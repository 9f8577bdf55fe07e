// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// MetaLA: a table that fades as the text decides and has no keys: what fades makes room for what is written. arXiv
/// 2411.10741.
struct MetaLaMixer {
  int64_t heads = 1, key_dim = 64, value_dim = 128;
  int64_t conv = 4; ///< taps of the convolution of the input; 0 = none
  float norm_eps = 1e-5f;
};

constexpr float kSoftening = 16; ///< alpha = sigmoid(.)^(1/16), as the published models have it

std::string_view mixer_id(const MetaLaMixer&) { return "metala"; }

/// 1 - e^l = -tanh(l / 2) (1 + e^l): decays near one leave no digits of a difference.
Tensor freed(Graph& g, Tensor log_keep) {
  return g.mul(g.unary(g.scale(log_keep, 0.5f), UnaryFunction::Tanh),
               g.unary(g.unary(log_keep, UnaryFunction::Exp), UnaryFunction::Affine, -1, -1));
}

/// S = diag(a) S_{t-1} + (1 - a) v^T, o = S^T q / sqrt(K) + sigmoid((q . (w * (1 - a))) v): a is all that stands for a
/// key, and the token reads itself once more. Each head is normalised, then gated.
Tensor record_mixer(LayerContext& context, Tensor x, const MetaLaMixer& mixer) {
  Graph& g = context.graph;
  const int64_t wide = mixer.heads * mixer.key_dim, inner = mixer.heads * mixer.value_dim;
  x = context.conv("conv", x, mixer.conv, UnaryFunction::Silu);
  const auto heads = [&](Tensor each) { return context.heads(each, mixer.heads); };
  const Tensor log_keep =
      g.scale(g.unary(context.linear("a_proj", x, wide), UnaryFunction::LogSigmoid), 1 / kSoftening);
  const Tensor q = heads(context.linear("q_proj", x, wide)), v = heads(context.linear("v_proj", x, inner)),
               k = heads(freed(g, log_keep));
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = q;
  inputs[kMatrixK] = k;
  inputs[kMatrixV] = v;
  inputs[kMatrixLogDecay] = heads(log_keep);
  const Tensor past = g.matrix_recurrence(
      inputs, {Decay::Key, Removal::None, Normaliser::None, 1 / std::sqrt(static_cast<float>(mixer.key_dim))});
  const Tensor weight = context.vector("augment", {mixer.heads, mixer.key_dim}, {Init::Rule::Zeros});
  const Tensor again = g.reduce_sum(g.mul(q, g.mul(k, weight)));
  // The norm takes off what all channels have in common: 1/2 of the sigmoid would only cost digits.
  const Tensor self = g.scale(g.unary(g.scale(g.mul(v, again), 0.5f), UnaryFunction::Tanh), 0.5f);
  const Tensor normed = context.merge(g.norm(g.add(past, self), {NormKind::Layer, mixer.norm_eps, 0}));
  return context.linear("o_proj", g.gated(context.linear("g_proj", x, inner, true), normed, UnaryFunction::Silu),
                        context.model.hidden);
}

FieldTable metala_fields() {
  using M = MetaLaMixer;
  return field_table<M>(
      "MetaLA", {whole("heads", &M::heads, kHeads),
                 whole("key_dim", &M::key_dim, kWidth)
                     .is(hidden(0.5).per("heads"))
                     .means("decays of a head; absent: hidden_size / 2 / heads"),
                 value_row<M>(),
                 whole("conv", &M::conv, kNoneOrTaps).is(4).means("taps of the convolution of the input, 0 = none"),
                 norm_eps_row<M>(1e-5)});
}

/// Heads of 128 channels, as the published model of 380 M has them.
Mixer metala_shape(const ShapeSize&, int64_t hidden) {
  const int64_t heads = heads_of(hidden, hidden < kSmallWidth ? 32 : 128);
  return MetaLaMixer{.heads = heads, .key_dim = hidden / heads / 2, .value_dim = hidden / heads};
}

} // namespace

Architecture architecture::metala() {
  return {
      .id = "metala",
      .name = "MetaLA",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2411.10741",
      .source = "arXiv 2411.10741, section 4",
      .idea = PARETO_TEXT("Core", "Linear attention without keys: what a decay frees is where the token is written."),
      .promise = PARETO_TEXT("Core", "Fewer weights a layer at the same state, and each token sees itself in full."),
      .weakness = PARETO_TEXT("Core", "Recall stays below full attention."),
      .complexity = "O(1)",
      .fields = metala_fields(),
      .shape = {.mixers = {metala_shape}},
  };
}

} // namespace pareto
