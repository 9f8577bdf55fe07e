// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/simple_gla.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable simple_gla_fields() {
  constexpr const char* kOther = "rotates, or has a decay or a norm that a blueprint cannot describe.";
  using M = SimpleGlaMixer;
  return field_table<M>("Linear attention with one learned decay a head",
                        {whole("heads", &M::heads, kHeads), key_row<M>(), value_row<M>(), short_conv_row<M>(4),
                         norm_eps_row<M>(1e-5), fixed("normaliser", &M::normaliser, kOther),
                         fixed("decay_bias", &M::decay_bias, kOther), fixed("norm_weight", &M::norm_weight, kOther),
                         fixed("theta", &M::theta, kOther), fixed("to_base", &M::to_base, kOther)});
}

Mixer simple_gla_shape(const ShapeSize&, int64_t hidden) {
  return SimpleGlaMixer{.heads = 4, .key_dim = hidden / 4, .value_dim = hidden / 4};
}

} // namespace

std::string_view mixer_id(const SimpleGlaMixer&) { return "simple-gla"; }

Tensor record_mixer(LayerContext& context, Tensor x, const SimpleGlaMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const std::string& name, int64_t width) {
    const Tensor y = context.linear(name + "_proj", x, mixer.heads * width);
    return context.heads(context.conv(name + "_conv", y, mixer.conv, UnaryFunction::Silu), mixer.heads);
  };
  const auto turned = [&](Tensor heads) {
    return mixer.theta == 0
               ? heads
               : g.rope(heads, paired_rope(mixer.key_dim, static_cast<double>(mixer.theta), mixer.to_base));
  };
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = turned(project("q", mixer.key_dim));
  inputs[kMatrixK] = turned(project("k", mixer.key_dim));
  inputs[kMatrixV] = project("v", mixer.value_dim);
  const Tensor forget = context.linear("gk_proj", x, mixer.heads, mixer.decay_bias);
  inputs[kMatrixLogDecay] = g.scale(g.unary(forget, UnaryFunction::LogSigmoid), 1 / mixer.normaliser);
  const MatrixRecurrenceSpec spec{Decay::Scalar, Removal::None, Normaliser::None,
                                  1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  const Tensor read = g.matrix_recurrence(inputs, spec);
  if (mixer.norm_weight)
    return gated_output(context, read, x, true, mixer.norm_eps);
  const Tensor gate = context.heads(context.linear("g_proj", x, mixer.heads * mixer.value_dim), mixer.heads);
  const Tensor open = g.gated(gate, g.norm(read, {NormKind::Rms, mixer.norm_eps, 0}), UnaryFunction::Silu);
  return context.linear("o_proj", context.merge(open), context.model.hidden);
}

Architecture architecture::simple_gla() {
  return {
      .id = "simple-gla",
      .name = "Simple GLA",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2312.06635",
      .source = "flash-linear-attention, layers/simple_gla",
      .idea = PARETO_TEXT("Core", "A table per head that fades as a whole, at a rate the text decides."),
      .promise = PARETO_TEXT("Core", "One decay per head keeps prefill plain matrix products."),
      .weakness = PARETO_TEXT("Core", "Nothing can be forgotten without the rest of the table."),
      .complexity = "O(1)",
      .fields = simple_gla_fields(),
      .shape = {.mixers = {simple_gla_shape}},
  };
}

} // namespace pareto
