// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const Hgrn2Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t wide = mixer.heads * mixer.key_dim, inner = mixer.heads * mixer.value_dim;
  const auto project = [&](const std::string& name, int64_t width) {
    return context.conv(name + "_conv", context.linear(name + "_proj", x, width), mixer.conv, UnaryFunction::Identity);
  };
  const Tensor q = g.unary(project("q", wide), UnaryFunction::Silu);
  const Tensor log_forget = bounded_log_forget(context, project("f", wide));
  const Tensor k = g.unary(g.unary(log_forget, UnaryFunction::Exp), UnaryFunction::Affine, -1, 1);
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = context.heads(q, mixer.heads);
  inputs[kMatrixK] = context.heads(k, mixer.heads);
  inputs[kMatrixV] = context.heads(project("i", inner), mixer.heads);
  inputs[kMatrixLogDecay] = context.heads(log_forget, mixer.heads);
  const MatrixRecurrenceSpec spec{Decay::Key, Removal::None, Normaliser::None, 1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  const Tensor o = context.merge(g.matrix_recurrence(inputs, spec));
  return context.linear("o_proj", g.norm(o, {NormKind::Rms, mixer.norm_eps, 0}, context.vector("g_norm.weight", {inner})), context.model.hidden);
}

} // namespace pareto
