// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// ln(1 - 2^(-5-h)) of each head, fixed by the architecture.
Tensor head_decay(Graph& graph, int64_t heads) {
  std::vector<double> decay;
  for (int64_t h = 0; h < heads; ++h)
    decay.push_back(std::log1p(-std::exp2(-5.0 - static_cast<double>(h))));
  return graph.literal(std::move(decay), {heads});
}

} // namespace

Tensor record_mixer(LayerContext& context, Tensor x, const RetNetMixer& mixer) {
  Graph& g = context.graph;
  Tensor q = context.heads(context.linear("q_proj", x, mixer.heads * mixer.key_dim), mixer.heads);
  Tensor k = context.heads(context.linear("k_proj", x, mixer.kv_heads * mixer.key_dim), mixer.kv_heads);
  const Tensor v = context.heads(context.linear("v_proj", x, mixer.kv_heads * mixer.value_dim), mixer.kv_heads);
  if (mixer.rope.table) {
    q = g.rope(q, mixer.rope);
    k = g.rope(k, mixer.rope);
  }
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = q;
  inputs[kMatrixK] = k;
  inputs[kMatrixV] = repeat_heads(context, v, mixer.heads);
  inputs[kMatrixLogDecay] = head_decay(g, mixer.heads);
  const MatrixRecurrenceSpec spec{Decay::Constant, Removal::None, Normaliser::None, 1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  return gated_output(context, g.matrix_recurrence(inputs, spec), x, mixer.gate, mixer.norm_eps);
}

} // namespace pareto
