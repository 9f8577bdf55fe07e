// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/gsa.h"

#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr float kRouterEps = 1e-9f; ///< beside the sum of the chosen scores

const char* gsa_problem(const Part& settings) {
  const auto& mixer = *settings.as<GsaMixer>();
  return mixer.chosen > mixer.slots ? "chooses more slots than there are." : nullptr;
}

/// How much each slot of a head keeps [B,T,Hkv,M], in its logarithm.
Tensor kept_of_slots(LayerContext& context, Tensor x, const GsaMixer& mixer) {
  Graph& g = context.graph;
  const Tensor gates = mixer.head_decay
                           ? delta::per_head(delta::decay_of(context, context.linear("a_proj", x, mixer.kv_heads)))
                           : context.heads(g.scale(g.unary(context.linear("f_proj", x, mixer.kv_heads * mixer.slots),
                                                           UnaryFunction::LogSigmoid),
                                                   1 / mixer.gate_normaliser),
                                           mixer.kv_heads);
  if (mixer.chosen == 0)
    return mixer.head_decay
               ? g.add(gates, g.literal(std::vector<double>(static_cast<size_t>(mixer.slots)), {mixer.slots}))
               : gates;
  RouteSpec spec;
  spec.chosen = mixer.chosen;
  spec.experts = mixer.slots;
  spec.score = RouterScore::Sigmoid;
  spec.normalised = spec.dense = true;
  spec.eps = kRouterEps;
  const Tensor logits = context.linear("r_proj", x, mixer.kv_heads * mixer.slots);
  const Dims rows{context.batch(), context.tokens() * mixer.kv_heads, mixer.slots};
  const Tensor weights = g.route(logits.reshape(rows), {}, spec).front();
  return g.mul(context.heads(weights.reshape(logits.shape), mixer.kv_heads), gates);
}

FieldTable gsa_fields() {
  constexpr const char* kGroups = "groups its heads, which a blueprint cannot describe.";
  using M = GsaMixer;
  FieldTable table = field_table<M>(
      "Gated slot attention",
      {whole("heads", &M::heads, kHeads), key_row<M>(), value_row<M>(),
       whole("slots", &M::slots, kModes).is(64).means("slots of a head"), short_conv_row<M>(0),
       number("gate_normaliser", &M::gate_normaliser, {1e-3, 1e6}).is(8).means("what the log decay is divided by"),
       fixed("norm_eps", &M::norm_eps), fixed("kv_heads", &M::kv_heads, kGroups).is(same("heads")),
       whole("chosen", &M::chosen, {0, kModes.high})
           .is(0)
           .means("slots that a token writes, chosen by a router; 0 = all, without one"),
       toggle("head_decay", &M::head_decay).is(false).means("one decay of a head instead of a gate of each slot")});
  table.problem = gsa_problem;
  return table;
}

Mixer gsa_shape(const ShapeSize&, int64_t hidden) {
  return GsaMixer{.heads = 4,
                  .kv_heads = 4,
                  .key_dim = hidden / 4,
                  .value_dim = hidden / 4,
                  .slots = hidden < kSmallWidth ? 16 : 64};
}

} // namespace

std::string_view mixer_id(const GsaMixer&) { return "gsa"; }

Tensor record_mixer(LayerContext& context, Tensor x, const GsaMixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.value_dim;
  const auto project = [&](const std::string& name, int64_t heads, int64_t width) {
    const Tensor y = context.linear(name + "_proj", x, heads * width);
    const Tensor mixed = context.conv(name + "_conv", y, mixer.conv, UnaryFunction::Silu);
    return context.heads(g.unary(mixed, UnaryFunction::Silu), heads);
  };
  const auto normed_heads = [&](const std::string& name, int64_t heads) {
    const Tensor y = project(name, heads, mixer.key_dim);
    return mixer.chosen == 0
               ? y
               : g.norm(y, {NormKind::Rms, mixer.norm_eps, 0}, context.vector(name + "_norm.weight", {mixer.key_dim}));
  };
  const Tensor q = normed_heads("q", mixer.heads), k = normed_heads("k", mixer.kv_heads),
               v = project("v", mixer.kv_heads, mixer.value_dim);
  const Tensor keep = kept_of_slots(context, x, mixer);
  const Tensor written = g.unary(g.unary(keep, UnaryFunction::Exp), UnaryFunction::Affine, -1, 1);
  const Tensor o = recurrence::slot_memory(g, q, k, repeat_heads(context, v, mixer.heads),
                                           repeat_heads(context, written, mixer.heads), keep, 1);
  const Tensor normed = g.norm(g.unary(context.merge(o), UnaryFunction::Silu), {NormKind::Rms, mixer.norm_eps, 0},
                               context.vector("g_norm.weight", {inner}));
  return context.linear("o_proj", normed, context.model.hidden);
}

Architecture architecture::gsa() {
  return {
      .id = "gsa",
      .name = "Gated Slot Attention",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2409.07146",
      .source = "flash-linear-attention, layers/gsa",
      .idea = PARETO_TEXT("Core", "Keys and values are averaged into a few slots, which a softmax then reads."),
      .promise = PARETO_TEXT("Core", "Softmax keeps reads sharp in a small state."),
      .weakness = PARETO_TEXT("Core", "No more distinct entries than slots; two passes per layer."),
      .complexity = "O(1)",
      .fields = gsa_fields(),
      .shape = {.mixers = {gsa_shape}},
  };
}

} // namespace pareto
