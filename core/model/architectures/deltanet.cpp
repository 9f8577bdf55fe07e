// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltanet.h"

#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

Mixer deltanet_shape(const ShapeSize&, int64_t hidden) {
  DeltaNetMixer mixer;
  mixer.heads = mixer.value_heads = heads_of(hidden, hidden >= kSmallWidth ? 128 : 32);
  mixer.key_dim = mixer.value_dim = hidden / mixer.heads;
  return mixer;
}

const char* title_of(DeltaNetForm form) {
  switch (form) {
  case DeltaNetForm::Plain: return "DeltaNet";
  case DeltaNetForm::Gated: return "Gated DeltaNet";
  case DeltaNetForm::Product: return "Gated DeltaProduct";
  case DeltaNetForm::Preconditioned: return "Preconditioned Gated DeltaNet";
  }
  return "";
}

/// q and k of length one, or divided by the sum of their channels.
Tensor key_heads(LayerContext& context, const DeltaNetMixer& mixer, const char* name, Tensor x, int64_t writes) {
  const int64_t wide = writes * mixer.heads * mixer.key_dim;
  const Tensor y = delta::projection(context, name, x, wide, mixer.conv, mixer.qk_activation);
  const Dims heads{context.batch(), context.tokens() * writes, mixer.heads, mixer.key_dim};
  return context.graph.norm(y.reshape(heads), {mixer.qk_norm, 1e-6f, 0});
}

/// Keys written where what is erased stays the key itself: arXiv 2604.21100.
Tensor preconditioned(LayerContext& context, Tensor x, const DeltaNetMixer& mixer, Tensor q, Tensor k, Tensor v,
                      Tensor beta, Tensor log_decay) {
  Graph& g = context.graph;
  const Tensor fade = delta::head_decay(context, "a_atk_proj", x, mixer.heads, "_atk");
  const Tensor met = delta::strength(context, "b_atk_proj", x, mixer.heads);
  const Tensor offset = context.vector("log_atk_scale", {mixer.heads}, {Init::Rule::Uniform, -0.2, -0.2});
  const Tensor written = recurrence::preconditioned_keys(g, k, fade, met, offset.reshape({mixer.heads, 1}));
  const Tensor strength = delta::per_head(beta);
  const auto all_heads = [&](Tensor each) { return repeat_heads(context, each, mixer.value_heads); };
  return recurrence::erase_and_write(g, q, all_heads(written), g.mul(v, strength), g.mul(all_heads(k), strength),
                                     log_decay, recurrence::EraseFrom::Decayed, delta::scale_of(mixer.key_dim));
}

Tensor read(LayerContext& context, Tensor x, const DeltaNetMixer& mixer) {
  const int64_t rows = context.tokens() * mixer.writes;
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = key_heads(context, mixer, "q", x, 1);
  inputs[kMatrixK] = key_heads(context, mixer, "k", x, mixer.writes);
  inputs[kMatrixV] = delta::projection(context, "v", x, mixer.writes * mixer.value_heads * mixer.value_dim, mixer.conv)
                         .reshape({context.batch(), rows, mixer.value_heads, mixer.value_dim});
  const Tensor beta =
      delta::strength(context, "b_proj", x, mixer.writes * mixer.value_heads, mixer.negative_eigenvalues);
  inputs[kMatrixBeta] = beta.reshape({context.batch(), rows, mixer.value_heads});
  if (mixer.decay)
    inputs[kMatrixLogDecay] = delta::head_decay(context, "a_proj", x, mixer.value_heads);
  if (mixer.preconditioned)
    return preconditioned(context, x, mixer, inputs[kMatrixQ], inputs[kMatrixK], inputs[kMatrixV], inputs[kMatrixBeta],
                          inputs[kMatrixLogDecay]);
  MatrixRecurrenceSpec spec{mixer.decay ? Decay::Scalar : Decay::None, Removal::Delta, Normaliser::None,
                            delta::scale_of(mixer.key_dim)};
  spec.writes = mixer.writes;
  return context.graph.matrix_recurrence(inputs, spec);
}

} // namespace

DeltaNetMixer gated_delta_net_shape(int64_t hidden) {
  DeltaNetMixer mixer;
  mixer.decay = mixer.gate = true;
  const int64_t keys = hidden * 3 / 4;
  mixer.heads = mixer.value_heads = hidden >= 2304 ? 9 : heads_of(keys, hidden >= kSmallWidth ? 192 : 24);
  mixer.key_dim = keys / mixer.heads;
  mixer.value_dim = 2 * mixer.key_dim;
  return mixer;
}

FieldTable delta_net_fields(DeltaNetForm form) {
  constexpr const char* kActivations = "has DeltaNet activations that a blueprint cannot describe.";
  const bool plain = form == DeltaNetForm::Plain, product = form == DeltaNetForm::Product;
  using M = DeltaNetMixer;
  auto writes = product ? whole("writes", &M::writes, {2, kMostWrites}).is(2).means("writes of one token, in turn")
                        : fixed("writes", &M::writes);
  auto decay = product ? toggle("decay", &M::decay).is(true).means("the table fades before a token writes")
                       : fixed("decay", &M::decay).is(!plain);
  return field_table<M>(
      title_of(form),
      {whole("heads", &M::heads, kHeads).divisor_of("value_heads"),
       whole("value_heads", &M::value_heads, kHeads).is(same("heads")).means("a multiple of heads; absent: heads"),
       whole("key_dim", &M::key_dim, kWidth)
           .is(hidden(plain ? 1 : 0.75).per("heads"))
           .means(plain ? "key channels of a head; absent: hidden_size / heads"
                        : "key channels of a head; absent: 0.75 hidden_size / heads"),
       whole("value_dim", &M::value_dim, kWidth)
           .is(same("key_dim", plain ? 1 : 2))
           .means(plain ? "value channels of a head; absent: key_dim" : "value channels of a head; absent: 2 key_dim"),
       short_conv_row<M>(4), toggle("gate", &M::gate).is(!plain).means("gated output"),
       toggle("negative_eigenvalues", &M::negative_eigenvalues).is(false).means("write strength up to 2"),
       norm_eps_row<M>(1e-6), std::move(decay), std::move(writes),
       fixed("preconditioned", &M::preconditioned).is(form == DeltaNetForm::Preconditioned),
       fixed("beta", &M::beta, kActivations), fixed("qk_activation", &M::qk_activation, kActivations),
       fixed("qk_norm", &M::qk_norm, kActivations), fixed("gate_activation", &M::gate_activation, kActivations)});
}

std::string_view mixer_id(const DeltaNetMixer& mixer) {
  if (mixer.preconditioned)
    return "precond-gated-deltanet";
  return mixer.writes > 1 ? "gated-deltaproduct" : mixer.decay ? "gated-deltanet" : "deltanet";
}

Tensor record_mixer(LayerContext& context, Tensor x, const DeltaNetMixer& mixer) {
  return gated_output(context, read(context, x, mixer), x, mixer.gate, mixer.norm_eps, mixer.gate_activation);
}

Architecture architecture::deltanet() {
  return {
      .id = "deltanet",
      .name = "DeltaNet",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2406.06484",
      .source = "flash-linear-attention, layers/delta_net",
      .idea = PARETO_TEXT("Core", "Before a value is written, what its key held is taken out."),
      .promise = PARETO_TEXT("Core", "Overwrites instead of blurring: better look-ups."),
      .weakness = PARETO_TEXT("Core", "Cannot clear the whole table quickly."),
      .complexity = "O(1)",
      .fields = delta_net_fields(DeltaNetForm::Plain),
      .shape = {.mixers = {deltanet_shape}, .published = {{.size = "340m"}, {.size = "1.3b"}}},
  };
}

} // namespace pareto
