// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/lightnet.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable lightnet_fields() {
  using M = LightNetMixer;
  return field_table<M>("LightNet",
                        {whole("heads", &M::heads, kHeads),
                         whole("key_dim", &M::key_dim, kWidth).is(128).means("key channels of a head"), value_row<M>(),
                         whole("gate_rank", &M::gate_rank, kRank).is(128).means("rank of the output gate"),
                         short_conv_row<M>(0), fixed("norm_eps", &M::norm_eps)});
}

Mixer lightnet_shape(const ShapeSize&, int64_t hidden) {
  const bool small = hidden < kSmallWidth;
  const int64_t heads = heads_of(hidden, small ? 32 : 128);
  return LightNetMixer{
      .heads = heads, .key_dim = hidden / heads, .value_dim = hidden / heads, .gate_rank = small ? 8 : 128};
}

} // namespace

std::string_view mixer_id(const LightNetMixer&) { return "lightnet"; }

Tensor record_mixer(LayerContext& context, Tensor x, const LightNetMixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.value_dim;
  const auto project = [&](const std::string& name, int64_t width) {
    return context.conv(name + "_conv", context.linear(name + "_proj", x, mixer.heads * width), mixer.conv,
                        UnaryFunction::Identity);
  };
  const auto heads = [&](Tensor each) { return context.heads(each, mixer.heads); };
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = heads(g.unary(project("q", mixer.key_dim), UnaryFunction::Silu));
  const recurrence::Shares shares = recurrence::shares_of_past(g, project("k", mixer.key_dim), "keys");
  inputs[kMatrixK] = heads(shares.weight);
  inputs[kMatrixLogDecay] = heads(shares.log_keep);
  inputs[kMatrixV] = heads(project("v", mixer.value_dim));
  const Tensor o = g.matrix_recurrence(
      inputs, {Decay::Key, Removal::None, Normaliser::None, 1 / std::sqrt(static_cast<float>(mixer.key_dim))});
  const Tensor gate = context.linear("g_proj.1", context.linear("g_proj.0", x, mixer.gate_rank), inner);
  const Tensor y = g.gated_norm(context.merge(o), gate, context.vector("g_norm.weight", {inner}),
                                {{NormKind::Rms, mixer.norm_eps, 0}, UnaryFunction::Silu, false});
  return context.linear("o_proj", y, context.model.hidden);
}

Architecture architecture::lightnet() {
  return {
      .id = "lightnet",
      .name = "LightNet",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2405.21022",
      .source = "flash-linear-attention, layers/lightnet",
      .idea = PARETO_TEXT("Core", "A table whose rows hold weighted means: a strong key pushes older ones back."),
      .promise = PARETO_TEXT("Core", "The decay follows from the keys: no parameters of its own."),
      .weakness = PARETO_TEXT("Core", "After one very strong key a row hardly moves any more."),
      .complexity = "O(1)",
      .fields = lightnet_fields(),
      .shape = {.mixers = {lightnet_shape}},
  };
}

} // namespace pareto
