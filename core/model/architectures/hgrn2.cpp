// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/hgrn2.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr const char* kHgrn2Widths = "has HGRN2 widths that a blueprint cannot describe.";

FieldTable hgrn2_fields() {
  using M = Hgrn2Mixer;
  return field_table<M>("HGRN2",
                        {whole("heads", &M::heads, kHeads).means("divides hidden_size"), short_conv_row<M>(0),
                         norm_eps_row<M>(1e-5), fixed("key_dim", &M::key_dim, kHgrn2Widths).is(hidden().per("heads")),
                         fixed("value_dim", &M::value_dim, kHgrn2Widths).is(same("key_dim")),
                         fixed("lower_bound", &M::lower_bound, kHgrn2Widths)});
}

Mixer hgrn2_shape(const ShapeSize&, int64_t hidden) {
  const int64_t heads = heads_of(hidden, hidden < kSmallWidth ? 32 : 128);
  return Hgrn2Mixer{.heads = heads, .key_dim = hidden / heads, .value_dim = hidden / heads};
}

} // namespace

std::string_view mixer_id(const Hgrn2Mixer&) { return "hgrn2"; }
int64_t bound_width(const Hgrn2Mixer& mixer) { return mixer.lower_bound ? mixer.heads * mixer.key_dim : 0; }

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
  const MatrixRecurrenceSpec spec{Decay::Key, Removal::None, Normaliser::None,
                                  1 / std::sqrt(static_cast<float>(mixer.key_dim))};
  const Tensor o = context.merge(g.matrix_recurrence(inputs, spec));
  return context.linear("o_proj",
                        g.norm(o, {NormKind::Rms, mixer.norm_eps, 0}, context.vector("g_norm.weight", {inner})),
                        context.model.hidden);
}

Architecture architecture::hgrn2() {
  return {
      .id = "hgrn2",
      .name = "HGRN2",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2404.07904",
      .source = "flash-linear-attention, layers/hgrn2",
      .idea = PARETO_TEXT("Core", "A gated recurrent network whose state is a table."),
      .promise = PARETO_TEXT("Core", "Constant memory and time per token."),
      .weakness = PARETO_TEXT("Core", "Recall stays below full attention."),
      .complexity = "O(1)",
      .fields = hgrn2_fields(),
      .shape = {.mixers = {hgrn2_shape}},
  };
}

} // namespace pareto
