// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const Mamba2Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.head_dim, shared = mixer.groups * mixer.state;
  const Tensor all = context.linear("in_proj", x, 2 * inner + 2 * shared + mixer.heads, mixer.bias);
  const Tensor z = all.slice(2, 0, inner), raw_step = all.slice(2, 2 * inner + 2 * shared, mixer.heads);
  const Tensor line = context.conv("conv", all.slice(2, inner, inner + 2 * shared), mixer.conv, UnaryFunction::Silu, mixer.conv_bias);
  const Tensor xs = context.heads(line.slice(2, 0, inner), mixer.heads);

  const Tensor bias = context.vector("dt_bias", {mixer.heads}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  Tensor step = g.unary(g.add(raw_step, bias), UnaryFunction::Softplus);
  if (mixer.dt_min > 0 || std::isfinite(mixer.dt_max))
    step = g.unary(step, UnaryFunction::Clamp, mixer.dt_min, mixer.dt_max);
  const Tensor rate = g.scale(g.unary(context.vector("A_log", {mixer.heads}, {Init::Rule::LogUniform, 1, 16}), UnaryFunction::Exp), -1);

  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = context.heads(line.slice(2, inner + shared, shared), mixer.groups);
  inputs[kMatrixK] = context.heads(line.slice(2, inner, shared), mixer.groups);
  inputs[kMatrixV] = g.mul(xs, step.reshape({context.batch(), context.tokens(), mixer.heads, 1}));
  inputs[kMatrixLogDecay] = g.mul(step, rate);
  const Tensor read = g.matrix_recurrence(inputs, {Decay::Scalar, Removal::None, Normaliser::None, 1});
  const Tensor y = context.merge(g.add(read, g.mul(xs, context.vector("D", {mixer.heads}).reshape({mixer.heads, 1}))));

  const GatedNormSpec norm{{NormKind::Rms, mixer.norm_eps, inner / mixer.norm_groups}, UnaryFunction::Silu, true};
  return context.linear("out_proj", g.gated_norm(y, z, context.vector("norm.weight", {inner}), norm), context.model.hidden, mixer.bias);
}

} // namespace pareto
