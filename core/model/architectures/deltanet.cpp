// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltanet.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// ln alpha = -exp(A_log) softplus(W_a x + dt_bias), per value head.
Tensor log_decay(LayerContext& context, Tensor x, int64_t heads) {
  Graph& g = context.graph;
  const Tensor rate =
      g.scale(g.unary(context.vector("A_log", {heads}, {Init::Rule::LogUniform, 1, 16}), UnaryFunction::Exp), -1);
  const Tensor bias = context.vector("dt_bias", {heads}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  return g.mul(g.unary(g.add(context.linear("a_proj", x, heads), bias), UnaryFunction::Softplus), rate);
}

Mixer shape(const ShapeSize&, int64_t hidden) {
  DeltaNetMixer mixer;
  mixer.heads = mixer.value_heads = heads_of(hidden, hidden >= kSmallWidth ? 128 : 32);
  mixer.key_dim = mixer.value_dim = hidden / mixer.heads;
  return mixer;
}

} // namespace

FieldTable delta_net_fields(bool decay) {
  constexpr const char* kActivations = "has DeltaNet activations that a blueprint cannot describe.";
  using M = DeltaNetMixer;
  return field_table<M>(
      decay ? "Gated DeltaNet" : "DeltaNet",
      {whole("heads", &M::heads, kHeads).divisor_of("value_heads"),
       whole("value_heads", &M::value_heads, kHeads).is(same("heads")).means("a multiple of heads; absent: heads"),
       whole("key_dim", &M::key_dim, kWidth)
           .is(hidden(decay ? 0.75 : 1).per("heads"))
           .means(decay ? "key channels of a head; absent: 0.75 hidden_size / heads"
                        : "key channels of a head; absent: hidden_size / heads"),
       whole("value_dim", &M::value_dim, kWidth)
           .is(same("key_dim", decay ? 2 : 1))
           .means(decay ? "value channels of a head; absent: 2 key_dim" : "value channels of a head; absent: key_dim"),
       whole("conv", &M::conv, kNoneOrTaps).is(4).means("taps of the short convolutions, 0 = none"),
       toggle("gate", &M::gate).is(decay).means("gated output"),
       toggle("negative_eigenvalues", &M::negative_eigenvalues).is(false).means("write strength up to 2"),
       number("norm_eps", &M::norm_eps, kEps).is(1e-6).means("of the output norm"), fixed("decay", &M::decay).is(decay),
       fixed("beta", &M::beta, kActivations), fixed("qk_activation", &M::qk_activation, kActivations),
       fixed("qk_norm", &M::qk_norm, kActivations), fixed("gate_activation", &M::gate_activation, kActivations)});
}

std::string_view mixer_id(const DeltaNetMixer& mixer) { return mixer.decay ? "gated-deltanet" : "deltanet"; }

Tensor record_mixer(LayerContext& context, Tensor x, const DeltaNetMixer& mixer) {
  Graph& g = context.graph;
  // With a convolution the activation follows it inside the same operation.
  const auto project = [&](const std::string& name, int64_t width, UnaryFunction activation) {
    const Tensor y = context.linear(name + "_proj", x, width);
    return mixer.conv > 0 ? context.conv(name + "_conv", y, mixer.conv, activation) : g.unary(y, activation);
  };
  const NormSpec unit{mixer.qk_norm, 1e-6f, 0};
  const int64_t wide = mixer.heads * mixer.key_dim;
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = g.norm(context.heads(project("q", wide, mixer.qk_activation), mixer.heads), unit);
  inputs[kMatrixK] = g.norm(context.heads(project("k", wide, mixer.qk_activation), mixer.heads), unit);
  inputs[kMatrixV] =
      context.heads(project("v", mixer.value_heads * mixer.value_dim, UnaryFunction::Silu), mixer.value_heads);
  Tensor beta = g.unary(context.linear("b_proj", x, mixer.value_heads), UnaryFunction::Sigmoid);
  if (mixer.negative_eigenvalues)
    beta = g.scale(beta, 2);
  inputs[kMatrixBeta] = beta;
  if (mixer.decay)
    inputs[kMatrixLogDecay] = log_decay(context, x, mixer.value_heads);
  const MatrixRecurrenceSpec spec{mixer.decay ? Decay::Scalar : Decay::None, Removal::Delta, Normaliser::None,
                                  1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  return gated_output(context, g.matrix_recurrence(inputs, spec), x, mixer.gate, mixer.norm_eps, mixer.gate_activation);
}

Architecture architecture::deltanet() {
  return {
      .id = "deltanet",
      .name = "DeltaNet",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2406.06484",
      .source = "flash-linear-attention, layers/delta_net",
      .idea = PARETO_TEXT("Core", "Before a value is written, what its key held is taken out."),
      .promise = PARETO_TEXT("Core", "Overwrites instead of blurring: better look-ups."),
      .weakness = PARETO_TEXT("Core", "Cannot clear the whole table quickly."),
      .complexity = "O(1)",
      .fields = delta_net_fields(false),
      .shape = {.mixers = {shape}, .published = {{.size = "340m"}, {.size = "1.3b"}}},
  };
}

} // namespace pareto
