// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/gla.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr const char* kGates = "has gate settings of GLA that a blueprint cannot describe.";

FieldTable gla_fields() {
  using M = GlaMixer;
  return field_table<M>(
      "Gated linear attention",
      {whole("heads", &M::heads, kHeads),
       whole("key_dim", &M::key_dim, kWidth)
           .is(hidden(0.5).per("heads"))
           .means("key channels of a head; absent: hidden_size / 2 / heads"),
       value_row<M>(), whole("gate_rank", &M::gate_rank, kRank).is(16).means("rank of the decay projection"),
       short_conv_row<M>(0), toggle("gate", &M::gate).is(true).means("gated output"), norm_eps_row<M>(1e-6),
       fixed("kv_heads", &M::kv_heads, kGates).is(same("heads")), fixed("gate_normaliser", &M::gate_normaliser, kGates),
       fixed("clamp_min", &M::clamp_min, kGates)});
}

Mixer gla_shape(const ShapeSize&, int64_t hidden) {
  return GlaMixer{.heads = 4, .kv_heads = 4, .key_dim = hidden / 8, .value_dim = hidden / 4};
}

} // namespace

std::string_view mixer_id(const GlaMixer&) { return "gla"; }

Tensor record_mixer(LayerContext& context, Tensor x, const GlaMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const char* name, const char* conv, int64_t heads, int64_t width) {
    const Tensor y = context.linear(name, x, heads * width);
    return context.heads(context.conv(conv, y, mixer.conv, UnaryFunction::Silu), heads);
  };
  Tensor decay = context.linear("gk_proj.1", context.linear("gk_proj.0", x, mixer.gate_rank),
                                mixer.kv_heads * mixer.key_dim, true);
  decay = g.scale(g.unary(decay, UnaryFunction::LogSigmoid), 1 / mixer.gate_normaliser);
  if (mixer.clamp_min < 0)
    decay = g.unary(decay, UnaryFunction::Clamp, mixer.clamp_min, 0);
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = project("q_proj", "q_conv", mixer.heads, mixer.key_dim);
  inputs[kMatrixK] = project("k_proj", "k_conv", mixer.kv_heads, mixer.key_dim);
  inputs[kMatrixV] = repeat_heads(context, project("v_proj", "v_conv", mixer.kv_heads, mixer.value_dim), mixer.heads);
  inputs[kMatrixLogDecay] = context.heads(decay, mixer.kv_heads);
  const MatrixRecurrenceSpec spec{Decay::Key, Removal::None, Normaliser::None,
                                  1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  return gated_output(context, g.matrix_recurrence(inputs, spec), x, mixer.gate, mixer.norm_eps);
}

Architecture architecture::gla() {
  return {
      .id = "gla",
      .name = "GLA",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2312.06635",
      .source = "flash-linear-attention, layers/gla",
      .idea = PARETO_TEXT("Core", "A table whose rows fade at a rate the text decides."),
      .promise = PARETO_TEXT("Core", "Learns what to forget."),
      .weakness = PARETO_TEXT("Core", "Recall stays below full attention."),
      .complexity = "O(1)",
      .fields = gla_fields(),
      .shape = {.mixers = {gla_shape}, .published = {{.size = "340m"}, {.size = "1.3b"}}},
  };
}

} // namespace pareto
