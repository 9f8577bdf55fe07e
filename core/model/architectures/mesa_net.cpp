// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mesa_net.h"

#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable mesa_net_fields() {
  using M = MesaNetMixer;
  return field_table<M>(
      "MesaNet",
      {whole("heads", &M::heads, kHeads), head_row<M>(), short_conv_row<M>(4),
       whole("iterations", &M::iterations, {1, 1000}).is(30).means("most steps of conjugate gradients a token"),
       number("ridge_floor", &M::ridge_floor, {1e-6, 1e6}).is(0.25).means("smallest penalty of the fit"),
       toggle("gate", &M::gate).is(false).means("output times silu(g_proj x)"), norm_eps_row<M>(1e-5)});
}

Mixer mesa_net_shape(const ShapeSize&, int64_t hidden) {
  MesaNetMixer mixer;
  mixer.heads = heads_of(hidden, hidden < kSmallWidth ? 16 : 128);
  mixer.head_dim = hidden / mixer.heads;
  return mixer;
}

} // namespace

std::string_view mixer_id(const MesaNetMixer&) { return "mesa-net"; }

Tensor record_mixer(LayerContext& context, Tensor x, const MesaNetMixer& mixer) {
  Graph& g = context.graph;
  const int64_t heads = mixer.heads, width = mixer.head_dim;
  const Tensor q = delta::keys(context, "q", x, heads, width, mixer.conv),
               k = delta::keys(context, "k", x, heads, width, mixer.conv),
               v = context.heads(context.linear("v_proj", x, heads * width), heads);
  const Tensor log_decay = g.unary(context.linear("a_proj", x, heads, true), UnaryFunction::LogSigmoid),
               beta = g.unary(context.linear("b_proj", x, heads, true), UnaryFunction::Sigmoid);
  const Tensor raw = g.unary(context.vector("lambda_params", {heads * width}), UnaryFunction::Softplus);
  const Tensor ridge = g.unary(raw, UnaryFunction::Affine, 1, mixer.ridge_floor).reshape({heads, width});
  const Tensor o = recurrence::least_squares(g, q, k, v, beta, log_decay, ridge, {.iterations = mixer.iterations});
  return gated_output(context, o, x, mixer.gate, mixer.norm_eps);
}

Architecture architecture::mesa_net() {
  return {
      .id = "mesa-net",
      .name = "MesaNet",
      .family = "test-time-training",
      .section = "2.4",
      .paper = "2506.05233",
      .source = "flash-linear-attention, layers/mesa_net",
      .idea = PARETO_TEXT("Core",
                          "Answers each query by the best linear fit of all it has read, solved anew at every token."),
      .promise = PARETO_TEXT("Core", "Gets the most out of a memory of its size: no step of training is left undone."),
      .weakness = PARETO_TEXT("Core", "Solving costs tens of passes over the memory at every token."),
      .complexity = "O(1)",
      .fields = mesa_net_fields(),
      .shape = {.mixers = {mesa_net_shape}},
  };
}

} // namespace pareto
