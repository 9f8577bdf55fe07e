// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/retnet.h"

#include "core/model/architectures/list.h"
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

FieldTable retnet_fields() {
  using M = RetNetMixer;
  return field_table<M>(
      "Retention: one fixed decay per head",
      {whole("heads", &M::heads, kHeads), key_row<M>(),
       whole("value_dim", &M::value_dim, kWidth)
           .is(hidden(2).per("heads"))
           .means("value channels of a head; absent: 2 hidden_size / heads"),
       toggle("gate", &M::gate).is(true).means("gated output"), norm_eps_row<M>(1e-6),
       fixed("kv_heads", &M::kv_heads, "groups the heads of its retention, which a blueprint cannot describe.")
           .is(same("heads")),
       rotary("rope", &M::rope, "key_dim")
           .unsaid("uses a rotary base other than 10000 in its retention, which a blueprint cannot describe.")});
}

Mixer retnet_shape(const ShapeSize&, int64_t hidden) {
  const int64_t heads = heads_of(hidden, hidden < kSmallWidth ? 32 : 256);
  return RetNetMixer{.heads = heads,
                     .kv_heads = heads,
                     .key_dim = hidden / heads,
                     .value_dim = 2 * hidden / heads,
                     .rope = plain_rope(hidden / heads)};
}

} // namespace

std::string_view mixer_id(const RetNetMixer&) { return "retnet"; }

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
  const MatrixRecurrenceSpec spec{Decay::Constant, Removal::None, Normaliser::None,
                                  1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  return gated_output(context, g.matrix_recurrence(inputs, spec), x, mixer.gate, mixer.norm_eps);
}

Architecture architecture::retnet() {
  return {
      .id = "retnet",
      .name = "RetNet",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2307.08621",
      .source = "flash-linear-attention, layers/multiscale_retention",
      .idea = PARETO_TEXT("Core", "A linear-attention table that fades at a fixed rate per head."),
      .promise = PARETO_TEXT("Core", "Constant memory and time per token."),
      .weakness = PARETO_TEXT("Core", "The rate of forgetting does not depend on the text."),
      .complexity = "O(1)",
      .fields = retnet_fields(),
      .shape = {.mixers = {retnet_shape}},
  };
}

} // namespace pareto
