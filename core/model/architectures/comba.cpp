// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/comba.h"

#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable comba_fields() {
  using M = CombaMixer;
  return field_table<M>(
      "Comba",
      {whole("heads", &M::heads, kHeads).divisor_of("value_heads"),
       whole("value_heads", &M::value_heads, kHeads).is(same("heads")).means("a multiple of heads; absent: heads"),
       whole("key_dim", &M::key_dim, kWidth)
           .is(hidden(0.75).per("heads"))
           .means("key channels of a head; absent: 0.75 hidden_size / heads"),
       whole("value_dim", &M::value_dim, kWidth)
           .is(same("key_dim", 2))
           .means("value channels of a head; absent: 2 key_dim"),
       short_conv_row<M>(4), toggle("gate", &M::gate).is(true).means("gated output"), norm_eps_row<M>(1e-6)});
}

Mixer comba_shape(const ShapeSize&, int64_t hidden) {
  const DeltaNetMixer like = gated_delta_net_shape(hidden);
  return CombaMixer{
      .heads = like.heads, .value_heads = like.value_heads, .key_dim = like.key_dim, .value_dim = like.value_dim};
}

} // namespace

std::string_view mixer_id(const CombaMixer&) { return "comba"; }

/// p = sigmoid(decay) k, q' = q - D p; each of q', k and p of length one. The error is v - S^T p of the state before it
/// fades.
Tensor record_mixer(LayerContext& context, Tensor x, const CombaMixer& mixer) {
  Graph& g = context.graph;
  const int64_t wide = mixer.heads * mixer.key_dim;
  const auto heads_of_keys = [&](const char* name) {
    return context.heads(delta::projection(context, name, x, wide, mixer.conv), mixer.heads);
  };
  const Tensor q = heads_of_keys("q"), raw = heads_of_keys("k");
  const Tensor v = delta::values(context, x, mixer.value_heads, mixer.value_dim, mixer.conv);
  const auto head_vector = [&](const char* name, Init init) {
    return context.vector(name, {mixer.heads}, init).reshape({mixer.heads, 1});
  };
  const Tensor p = g.mul(raw, g.unary(head_vector("decay", {Init::Rule::Ones}), UnaryFunction::Sigmoid));
  const Tensor corrected = delta::unit(g, g.sub(q, g.mul(p, head_vector("D", {Init::Rule::Ones}))));
  const Tensor strength = delta::per_head(delta::strength(context, "b_proj", x, mixer.value_heads));
  const Tensor decay = delta::head_decay(context, "a_proj", x, mixer.value_heads);
  const auto all_heads = [&](Tensor each) { return repeat_heads(context, each, mixer.value_heads); };
  const Tensor o = recurrence::erase_and_write(g, corrected, all_heads(delta::unit(g, raw)), g.mul(v, strength),
                                               g.mul(all_heads(delta::unit(g, p)), strength), decay,
                                               recurrence::EraseFrom::Before, delta::scale_of(mixer.key_dim));
  return gated_output(context, o, x, mixer.gate, mixer.norm_eps, UnaryFunction::Sigmoid);
}

Architecture architecture::comba() {
  return {
      .id = "comba",
      .name = "Comba",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2506.02475",
      .source = "flash-linear-attention, layers/comba",
      .idea = PARETO_TEXT("Core", "A table that erases before it fades, and a query corrected by what is erased."),
      .promise = PARETO_TEXT("Core", "Closed-loop control: reads are corrected as well as writes."),
      .weakness = PARETO_TEXT("Core", "Still limited by the size of its table."),
      .complexity = "O(1)",
      .fields = comba_fields(),
      .shape = {.mixers = {comba_shape}},
  };
}

} // namespace pareto
