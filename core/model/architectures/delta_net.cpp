// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// ln alpha = -exp(A_log) softplus(W_a x + dt_bias), per value head.
Tensor log_decay(LayerContext& context, Tensor x, int64_t heads) {
  Graph& g = context.graph;
  const Tensor rate = g.scale(g.unary(context.vector("A_log", {heads}, {Init::Rule::LogUniform, 1, 16}), UnaryFunction::Exp), -1);
  const Tensor bias = context.vector("dt_bias", {heads}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  return g.mul(g.unary(g.add(context.linear("a_proj", x, heads), bias), UnaryFunction::Softplus), rate);
}

} // namespace

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
  inputs[kMatrixV] = context.heads(project("v", mixer.value_heads * mixer.value_dim, UnaryFunction::Silu), mixer.value_heads);
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

} // namespace pareto
