// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/hgrn.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable hgrn_fields() {
  using M = HgrnMixer;
  return field_table<M>(
      "HGRN",
      {whole("inner", &M::inner, kWide).is(hidden()).means("recurrent channels; absent: hidden_size"),
       short_conv_row<M>(0), norm_eps_row<M>(1e-6),
       fixed("lower_bound", &M::lower_bound, "has HGRN without lower bounds, which a blueprint cannot describe.")});
}

Mixer hgrn_shape(const ShapeSize&, int64_t hidden) { return HgrnMixer{.inner = hidden}; }

} // namespace

std::string_view mixer_id(const HgrnMixer&) { return "hgrn"; }
int64_t bound_width(const HgrnMixer& mixer) { return mixer.lower_bound ? mixer.inner : 0; }

Tensor record_mixer(LayerContext& context, Tensor x, const HgrnMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const std::string& name) {
    return context.conv(name + "_conv", context.linear(name + "_proj", x, mixer.inner), mixer.conv,
                        UnaryFunction::Identity);
  };
  const Tensor log_forget = bounded_log_forget(context, project("f"));
  const Tensor rest = g.unary(g.unary(log_forget, UnaryFunction::Exp), UnaryFunction::Affine, -1, 1);
  const Tensor h = g.diagonal_recurrence(g.mul(g.unary(project("i"), UnaryFunction::Silu), rest), log_forget, {});
  const Tensor gate = context.linear("g_proj", x, mixer.inner);
  const GatedNormSpec norm{{NormKind::Rms, mixer.norm_eps, 0}, UnaryFunction::Silu, false};
  return context.linear("o_proj", g.gated_norm(h, gate, context.vector("g_norm.weight", {mixer.inner}), norm),
                        context.model.hidden);
}

Architecture architecture::hgrn() {
  return {
      .id = "hgrn",
      .name = "HGRN",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2311.04823",
      .source = "flash-linear-attention, layers/hgrn",
      .idea = PARETO_TEXT("Core", "A gated recurrent network with one number per channel."),
      .promise = PARETO_TEXT("Core", "The smallest state of all."),
      .weakness = PARETO_TEXT("Core", "Holds little: weak look-ups."),
      .complexity = "O(1)",
      .fields = hgrn_fields(),
      .shape = {.mixers = {hgrn_shape}},
  };
}

} // namespace pareto
