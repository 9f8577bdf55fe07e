// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/lightning_attention.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// -2^{-8 (h + 1) / H} (1 - layer / (layers - 1)): the last layer forgets next to nothing.
Tensor head_decay(LayerContext& context, int64_t heads) {
  const auto layers = static_cast<double>(context.model.blocks.size());
  const double depth = 1 - static_cast<double>(context.layer) / (layers - 1 + 1e-5) + 1e-5;
  std::vector<double> decay;
  for (int64_t h = 0; h < heads; ++h)
    decay.push_back(-std::exp2(-8.0 * static_cast<double>(h + 1) / static_cast<double>(heads)) * depth);
  return context.graph.literal(std::move(decay), {heads});
}

FieldTable lightning_attention_fields() {
  using M = LightningMixer;
  return field_table<M>("Lightning attention: one decay fixed by head and layer",
                        {whole("heads", &M::heads, kHeads), head_row<M>(), norm_eps_row<M>(1e-5)});
}

Mixer lightning_attention_shape(const ShapeSize&, int64_t hidden) {
  const int64_t heads = heads_of(hidden, hidden < kSmallWidth ? 32 : 128);
  return LightningMixer{.heads = heads, .head_dim = hidden / heads};
}

} // namespace

std::string_view mixer_id(const LightningMixer&) { return "lightning-attention"; }

/// [q, k, v] = silu(W x); the norm is over all heads together, its result times sigmoid of a gate.
Tensor record_mixer(LayerContext& context, Tensor x, const LightningMixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.head_dim;
  const auto project = [&](const char* name) {
    return context.heads(g.unary(context.linear(name, x, inner), UnaryFunction::Silu), mixer.heads);
  };
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = project("q_proj");
  inputs[kMatrixK] = project("k_proj");
  inputs[kMatrixV] = project("v_proj");
  inputs[kMatrixLogDecay] = head_decay(context, mixer.heads);
  const Tensor o = g.matrix_recurrence(inputs, {Decay::Constant, Removal::None, Normaliser::None, 1});
  const Tensor y =
      g.gated_norm(context.merge(o), context.linear("g_proj", x, inner), context.vector("g_norm.weight", {inner}),
                   {{NormKind::Rms, mixer.norm_eps, 0}, UnaryFunction::Sigmoid, false});
  return context.linear("o_proj", y, context.model.hidden);
}

Architecture architecture::lightning_attention() {
  return {
      .id = "lightning-attention",
      .name = "Lightning Attention",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2401.04658",
      .source = "transformers, models/minimax",
      .idea = PARETO_TEXT("Core", "A linear-attention table with decays fixed by head and depth, computed in blocks."),
      .promise = PARETO_TEXT("Core", "Carries seven of eight layers of the released MiniMax-01."),
      .weakness = PARETO_TEXT("Core", "The rate of forgetting does not depend on the text."),
      .complexity = "O(1)",
      .fields = lightning_attention_fields(),
      .shape = {.mixers = {lightning_attention_shape}},
  };
}

} // namespace pareto
