// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// TTT-Linear: each head is a linear model that learns, token by token, to give v - k for k. arXiv 2407.04620.
struct TttLinearMixer {
  int64_t heads = 1, head_dim = 64, mini_batch = 16;
  float rope_theta = 10000; ///< rotary positions count from the start of the mini-batch
  float base_rate = 1;      ///< of learning; divided by head_dim
  bool gate = false;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const TttLinearMixer&) { return "ttt-linear"; }

RopeSpec rotary_of(const TttLinearMixer& mixer) {
  auto table = std::make_shared<RopeTable>(*plain_rope(mixer.head_dim, static_cast<double>(mixer.rope_theta)).table);
  table->period = mixer.mini_batch;
  return {true, std::move(table)};
}

/// 1 / i for the i-th token of a mini-batch plus what is learned, not below 0, [B,T,H].
Tensor steps_of(LayerContext& context, const TttLinearMixer& mixer) {
  Graph& g = context.graph;
  std::vector<double> shares;
  for (int64_t i = 1; i <= mixer.mini_batch; ++i)
    shares.push_back(1 / static_cast<double>(i));
  const Tensor learned = context.vector("token_step", {mixer.mini_batch}, {Init::Rule::Zeros});
  const Tensor table = g.unary(g.add(learned, g.literal(std::move(shares), {mixer.mini_batch})), UnaryFunction::Relu);
  return g.position_embed(table.reshape({mixer.mini_batch, 1}), {.repeats = true})
      .broadcast({context.batch(), context.tokens(), mixer.heads});
}

Tensor record_mixer(LayerContext& context, Tensor x, const TttLinearMixer& mixer) {
  Graph& g = context.graph;
  const int64_t heads = mixer.heads, width = mixer.head_dim, inner = heads * width;
  const auto projected = [&](const char* name) { return context.heads(context.linear(name, x, inner), heads); };
  const RopeSpec rotary = rotary_of(mixer);
  const Tensor q = g.rope(projected("q_proj"), rotary), k = g.rope(projected("k_proj"), rotary),
               v = projected("v_proj"), weight = context.vector("inner_norm.weight", {heads, width}),
               bias = context.vector("inner_norm.bias", {heads, width}, {Init::Rule::Zeros});
  std::vector<Tensor> inputs(kFastInputs);
  inputs[kFastQ] = q;
  inputs[kFastK] = k;
  inputs[kFastV] = g.sub(v, k);
  inputs[kFastStep] = steps_of(context, mixer);
  inputs[kFastRate] = g.scale(g.unary(context.linear("rate_proj", x, heads, true), UnaryFunction::Sigmoid),
                              mixer.base_rate / static_cast<float>(width));
  inputs[kFastInitial] = context.vector("inner.weight", {heads, width, width}, {Init::Rule::Normal, 0, 0.02});
  inputs[kFastInitialBias] = context.vector("inner.bias", {heads, width}, {Init::Rule::Zeros});
  inputs[kFastNormWeight] = weight;
  inputs[kFastNormBias] = bias;
  FastWeightsSpec spec;
  spec.mini_batch = mixer.mini_batch;
  spec.norm_eps = mixer.norm_eps;
  const Tensor answer = g.norm(context.merge(g.fast_weights(inputs, spec)), {NormKind::Layer, mixer.norm_eps, width},
                               weight.reshape({inner}), bias.reshape({inner}));
  Tensor out =
      g.norm(g.add(answer, context.merge(q)), {NormKind::Layer, mixer.norm_eps, 0},
             context.vector("o_norm.weight", {inner}), context.vector("o_norm.bias", {inner}, {Init::Rule::Zeros}));
  if (mixer.gate)
    out = g.gated(context.linear("g_proj", x, inner), out, UnaryFunction::GeluTanh);
  return context.linear("o_proj", out, context.model.hidden);
}

FieldTable ttt_linear_fields() {
  using M = TttLinearMixer;
  return field_table<M>(
      "TTT-Linear",
      {whole("heads", &M::heads, kHeads), head_row<M>(),
       whole("mini_batch", &M::mini_batch, {1, 4096}).is(16).means("tokens that learn from the same weights"),
       number("rope_theta", &M::rope_theta, kTheta)
           .is(kPlainTheta)
           .means("base of the rotary positions, which count from the start of a mini-batch"),
       number("base_rate", &M::base_rate, {1e-6, 1e6}).is(1).means("learning rate, before it is divided by head_dim"),
       toggle("gate", &M::gate).is(false).means("output times gelu(g_proj x)"), norm_eps_row<M>(1e-6)});
}

Mixer ttt_linear_shape(const ShapeSize&, int64_t hidden) {
  TttLinearMixer mixer;
  mixer.heads = heads_of(hidden, hidden < kSmallWidth ? 16 : 64);
  mixer.head_dim = hidden / mixer.heads;
  return mixer;
}

} // namespace

Architecture architecture::ttt_linear() {
  return {
      .id = "ttt-linear",
      .name = "TTT-Linear",
      .family = "test-time-training",
      .section = "2.4",
      .paper = "2407.04620",
      .source = "arXiv 2407.04620, section 2; test-time-training/ttt-lm-pytorch",
      .idea = PARETO_TEXT("Core", "Its memory is a small linear model that is trained on the text while reading it."),
      .promise = PARETO_TEXT("Core", "What it keeps is learned, not added up: it goes on improving over long texts."),
      .weakness = PARETO_TEXT("Core", "Every token costs a training step; look-ups stay below attention."),
      .complexity = "O(1)",
      .fields = ttt_linear_fields(),
      .shape = {.mixers = {ttt_linear_shape}},
  };
}

} // namespace pareto
