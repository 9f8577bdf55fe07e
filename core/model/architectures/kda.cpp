// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/kda.h"

#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// What is written, where a preconditioner tells it from the key whose value is erased.
Tensor preconditioned(LayerContext& context, Tensor x, const KdaMixer& mixer, Tensor k) {
  const Tensor fade = delta::head_decay(context, "a_proj", x, mixer.heads, "_atk");
  const Tensor met = delta::strength(context, "b_atk_proj", x, mixer.heads);
  const Tensor offset = context.vector("log_atk_scale", {mixer.heads}, {Init::Rule::Uniform, -0.2, -0.2});
  return recurrence::preconditioned_keys(context.graph, k, fade, met, offset.reshape({mixer.heads, 1}));
}

} // namespace

KdaMixer kda_shape(int64_t hidden) {
  KdaMixer mixer;
  mixer.heads = mixer.value_heads = heads_of(hidden, hidden >= kSmallWidth ? 128 : 32);
  mixer.key_dim = mixer.value_dim = hidden / mixer.heads;
  return mixer;
}

FieldTable kda_fields(bool preconditioned) {
  constexpr const char* kGate = "has a bounded decay or gates of another kind, which a blueprint cannot describe.";
  constexpr const char* kGroups = "has more value heads than keys, which a blueprint cannot describe.";
  using M = KdaMixer;
  return field_table<M>(
      preconditioned ? "Preconditioned Kimi delta attention" : "Kimi delta attention",
      {whole("heads", &M::heads, kHeads), key_row<M>(),
       whole("value_dim", &M::value_dim, kWidth)
           .is(same("key_dim"))
           .means("value channels of a head, and the rank of both gates; absent: key_dim"),
       short_conv_row<M>(4),
       toggle("negative_eigenvalues", &M::negative_eigenvalues).is(false).means("write strength up to 2"),
       norm_eps_row<M>(1e-6), fixed("value_heads", &M::value_heads, kGroups).is(same("heads")),
       fixed("preconditioned", &M::preconditioned).is(preconditioned), fixed("lower_bound", &M::lower_bound, kGate),
       fixed("full_gates", &M::full_gates, kGate), fixed("gate_bias", &M::gate_bias, kGate)});
}

std::string_view mixer_id(const KdaMixer& mixer) { return mixer.preconditioned ? "precond-kda" : "kda"; }

Tensor record_mixer(LayerContext& context, Tensor x, const KdaMixer& mixer) {
  Graph& g = context.graph;
  const Tensor q = delta::keys(context, "q", x, mixer.heads, mixer.key_dim, mixer.conv),
               k = delta::keys(context, "k", x, mixer.heads, mixer.key_dim, mixer.conv),
               v = delta::values(context, x, mixer.value_heads, mixer.value_dim, mixer.conv);
  const Tensor beta = delta::strength(context, "b_proj", x, mixer.value_heads, mixer.negative_eigenvalues);
  const int64_t rank = mixer.full_gates ? 0 : mixer.value_dim;
  const Tensor decay = delta::key_decay(context, x, mixer.value_heads, mixer.key_dim, rank, mixer.lower_bound);
  Tensor o;
  if (mixer.preconditioned) {
    const Tensor written = preconditioned(context, x, mixer, k), strength = delta::per_head(beta);
    o = recurrence::erase_and_write(g, q, written, g.mul(v, strength), g.mul(k, strength), decay,
                                    recurrence::EraseFrom::Decayed, delta::scale_of(mixer.key_dim));
  } else {
    std::vector<Tensor> inputs(kMatrixInputs);
    inputs[kMatrixQ] = q;
    inputs[kMatrixK] = k;
    inputs[kMatrixV] = v;
    inputs[kMatrixLogDecay] = decay;
    inputs[kMatrixBeta] = beta;
    o = g.matrix_recurrence(inputs, {Decay::Key, Removal::Delta, Normaliser::None, delta::scale_of(mixer.key_dim)});
  }
  return delta::low_rank_gated_output(context, o, x, rank, mixer.norm_eps, mixer.gate_bias);
}

Architecture architecture::kda() {
  return {
      .id = "kda",
      .name = "Kimi Delta Attention",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2510.26692",
      .source = "flash-linear-attention, layers/kda",
      .idea = PARETO_TEXT("Core", "Gated DeltaNet whose table fades row by row instead of all at once."),
      .promise = PARETO_TEXT("Core", "Keeps some rows while it clears others."),
      .weakness = PARETO_TEXT("Core", "Still limited by the size of its table."),
      .complexity = "O(1)",
      .fields = kda_fields(false),
      .shape = {.mixers = {[](const ShapeSize&, int64_t hidden) -> Mixer { return kda_shape(hidden); }}},
  };
}

} // namespace pareto
