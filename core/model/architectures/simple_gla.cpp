// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// Linear attention with one decay a head that the text decides. arXiv 2312.06635.
struct SimpleGlaMixer {
  int64_t heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  float norm_eps = 1e-5f;
};

constexpr float kNormaliser = 16; ///< of the log decay, in the architecture

std::string_view mixer_id(const SimpleGlaMixer&) { return "simple-gla"; }

Tensor record_mixer(LayerContext& context, Tensor x, const SimpleGlaMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const std::string& name, int64_t width) {
    const Tensor y = context.linear(name + "_proj", x, mixer.heads * width);
    return context.heads(context.conv(name + "_conv", y, mixer.conv, UnaryFunction::Silu), mixer.heads);
  };
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = project("q", mixer.key_dim);
  inputs[kMatrixK] = project("k", mixer.key_dim);
  inputs[kMatrixV] = project("v", mixer.value_dim);
  inputs[kMatrixLogDecay] =
      g.scale(g.unary(context.linear("gk_proj", x, mixer.heads, true), UnaryFunction::LogSigmoid), 1 / kNormaliser);
  const MatrixRecurrenceSpec spec{Decay::Scalar, Removal::None, Normaliser::None,
                                  1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  return gated_output(context, g.matrix_recurrence(inputs, spec), x, true, mixer.norm_eps);
}

FieldTable fields() {
  using M = SimpleGlaMixer;
  return field_table<M>(
      "Linear attention with one learned decay a head",
      {whole("heads", &M::heads, kHeads), key_row<M>(), value_row<M>(), short_conv_row<M>(4), norm_eps_row<M>(1e-5)});
}

Mixer shape(const ShapeSize&, int64_t hidden) {
  return SimpleGlaMixer{.heads = 4, .key_dim = hidden / 4, .value_dim = hidden / 4};
}

} // namespace

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
      .fields = fields(),
      .shape = {.mixers = {shape}},
  };
}

} // namespace pareto
