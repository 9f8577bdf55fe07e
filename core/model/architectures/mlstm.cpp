// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mlstm.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable mlstm_fields() {
  using M = MlstmMixer;
  return field_table<M>("mLSTM",
                        {whole("heads", &M::heads, kHeads),
                         whole("key_dim", &M::key_dim, kWidth)
                             .is(hidden(0.5).per("heads"))
                             .means("key channels of a head; absent: hidden_size / 2 / heads"),
                         value_row<M>(),
                         number("gate_cap", &M::gate_cap, {1e-3, 1e6}).is(15).means("gates are cap tanh(x / cap)"),
                         norm_eps_row<M>(1e-6),
                         number("sum_eps", &M::sum_eps, kEps).is(1e-6).means("added to what a read is divided by")});
}

/// Keys of half the width and heads of about 256 values, as in the released 7 B model (512).
Mixer mlstm_shape(const ShapeSize&, int64_t hidden) {
  MlstmMixer mixer;
  mixer.heads = heads_of(hidden / 2, hidden < kSmallWidth ? 16 : 128);
  mixer.key_dim = hidden / 2 / mixer.heads;
  mixer.value_dim = 2 * mixer.key_dim;
  return mixer;
}

} // namespace

std::string_view mixer_id(const MlstmMixer&) { return "mlstm"; }

Tensor record_mixer(LayerContext& context, Tensor x, const MlstmMixer& mixer) {
  Graph& g = context.graph;
  const int64_t wide = mixer.heads * mixer.key_dim, inner = mixer.heads * mixer.value_dim;
  const auto heads = [&](Tensor each) { return context.heads(each, mixer.heads); };
  const auto gate = [&](const char* name) {
    return g.unary(context.linear(name, x, mixer.heads, true), UnaryFunction::SoftCap, mixer.gate_cap);
  };
  const Tensor q = heads(context.linear("q_proj", x, wide)), k = heads(context.linear("k_proj", x, wide)),
               v = heads(context.linear("v_proj", x, inner));
  const Tensor input = gate("i_proj"), log_forget = g.unary(gate("f_proj"), UnaryFunction::LogSigmoid);
  const Tensor read = recurrence::exponential_gates(g, q, k, v, input, log_forget,
                                                    1 / std::sqrt(static_cast<float>(mixer.key_dim)), mixer.sum_eps);
  const Tensor normed = g.norm(context.merge(read), {NormKind::Layer, mixer.norm_eps, mixer.value_dim},
                               context.vector("g_norm.weight", {inner}));
  return context.linear("o_proj", g.gated(context.linear("g_proj", x, inner), normed, UnaryFunction::Sigmoid),
                        context.model.hidden);
}

Architecture architecture::mlstm() {
  return {
      .id = "mlstm",
      .name = "mLSTM",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2405.04517",
      .source = "transformers, models/xlstm",
      .idea = PARETO_TEXT("Core", "An LSTM whose cell is a table, with an input gate that grows exponentially."),
      .promise =
          PARETO_TEXT("Core", "One strong input can outweigh all before it; a 7-billion-parameter model is released."),
      .weakness = PARETO_TEXT("Core", "Look-ups stay below attention."),
      .complexity = "O(1)",
      .fields = mlstm_fields(),
      .shape = {.mixers = {mlstm_shape}},
  };
}

} // namespace pareto
