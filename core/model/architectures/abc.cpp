// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/abc.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable abc_fields() {
  constexpr const char* kClamp = "clamps its slots other than at 32, which a blueprint cannot describe.";
  using M = AbcMixer;
  return field_table<M>("Attention with bounded-memory control",
                        {whole("heads", &M::heads, kHeads),
                         whole("key_dim", &M::key_dim, kWidth)
                             .is(hidden(0.5).per("heads"))
                             .means("key channels of a head; absent: hidden_size / 2 / heads"),
                         value_row<M>(), whole("slots", &M::slots, kModes).is(64).means("slots of a head"),
                         short_conv_row<M>(0),
                         rotary("rope", &M::rope, "key_dim")
                             .refused("uses a rotary embedding in its slots that a blueprint cannot describe."),
                         norm_eps_row<M>(1e-6), fixed("clamp", &M::clamp, kClamp)});
}

Mixer abc_shape(const ShapeSize&, int64_t hidden) {
  AbcMixer mixer{.heads = 4, .key_dim = hidden / 8, .value_dim = hidden / 4};
  mixer.slots = hidden < kSmallWidth ? 16 : 64;
  mixer.rope = plain_rope(mixer.key_dim);
  return mixer;
}

} // namespace

std::string_view mixer_id(const AbcMixer&) { return "abc"; }

/// A slot holds the softmax-weighted mean of all keys (values) so far, by logits of its own.
Tensor record_mixer(LayerContext& context, Tensor x, const AbcMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const std::string& name, int64_t width) {
    const Tensor y = context.linear(name + "_proj", x, mixer.heads * width);
    return context.heads(context.conv(name + "_conv", y, mixer.conv, UnaryFunction::Silu), mixer.heads);
  };
  Tensor q = project("q", mixer.key_dim), k = project("k", mixer.key_dim);
  const Tensor v = project("v", mixer.value_dim);
  if (mixer.rope.table) {
    q = g.rope(q, mixer.rope);
    k = g.rope(k, mixer.rope);
  }
  const Tensor logits =
      g.unary(context.linear("s_proj", x, mixer.heads * mixer.slots), UnaryFunction::Clamp, -mixer.clamp, mixer.clamp);
  const recurrence::Shares shares = recurrence::shares_of_past(g, logits, "slots");
  const Tensor o = recurrence::slot_memory(g, q, k, v, context.heads(shares.weight, mixer.heads),
                                           context.heads(shares.log_keep, mixer.heads),
                                           1 / std::sqrt(static_cast<float>(mixer.key_dim)));
  return gated_output(context, o, x, true, mixer.norm_eps);
}

Architecture architecture::abc() {
  return {
      .id = "abc",
      .name = "ABC",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2110.02488",
      .source = "flash-linear-attention, layers/abc",
      .idea = PARETO_TEXT("Core", "Each of a few slots keeps a weighted mean of everything read so far."),
      .promise = PARETO_TEXT("Core", "Softmax keeps reads sharp in a small state."),
      .weakness = PARETO_TEXT("Core", "Slots never fade: what came early weighs on for ever."),
      .complexity = "O(1)",
      .fields = abc_fields(),
      .shape = {.mixers = {abc_shape}},
  };
}

} // namespace pareto
