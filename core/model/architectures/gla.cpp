// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor record_mixer(LayerContext& context, Tensor x, const GlaMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const char* name, const char* conv, int64_t heads, int64_t width) {
    const Tensor y = context.linear(name, x, heads * width);
    return context.heads(context.conv(conv, y, mixer.conv, UnaryFunction::Silu), heads);
  };
  Tensor decay = context.linear("gk_proj.1", context.linear("gk_proj.0", x, mixer.gate_rank), mixer.kv_heads * mixer.key_dim, true);
  decay = g.scale(g.unary(decay, UnaryFunction::LogSigmoid), 1 / mixer.gate_normaliser);
  if (mixer.clamp_min < 0)
    decay = g.unary(decay, UnaryFunction::Clamp, mixer.clamp_min, 0);
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = project("q_proj", "q_conv", mixer.heads, mixer.key_dim);
  inputs[kMatrixK] = project("k_proj", "k_conv", mixer.kv_heads, mixer.key_dim);
  inputs[kMatrixV] = repeat_heads(context, project("v_proj", "v_conv", mixer.kv_heads, mixer.value_dim), mixer.heads);
  inputs[kMatrixLogDecay] = context.heads(decay, mixer.kv_heads);
  const MatrixRecurrenceSpec spec{Decay::Key, Removal::None, Normaliser::None, 1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  return gated_output(context, g.matrix_recurrence(inputs, spec), x, mixer.gate, mixer.norm_eps);
}

} // namespace pareto
