// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// Channels of the recurrence.
struct MinLstmMixer {
  int64_t inner = 64;
};

std::string_view mixer_id(const MinLstmMixer&) { return "minlstm"; }

/// f, i = sigmoid of their logits, divided by f + i: with d = ln f - ln i, the past keeps sigmoid(d).
Tensor record_mixer(LayerContext& context, Tensor x, const MinLstmMixer& mixer) {
  Graph& g = context.graph;
  const auto log_gate = [&](const char* name) {
    return g.unary(context.linear(name, x, mixer.inner), UnaryFunction::LogSigmoid);
  };
  const Tensor lead = g.sub(log_gate("f_proj"), log_gate("i_proj"));
  const Tensor candidate = g.unary(context.linear("h_proj", x, mixer.inner), UnaryFunction::MinGruCandidate);
  const Tensor take = g.unary(g.scale(lead, -1), UnaryFunction::Sigmoid);
  const Tensor h = g.diagonal_recurrence(g.mul(take, candidate), g.unary(lead, UnaryFunction::LogSigmoid), {});
  return context.linear("o_proj", h, context.model.hidden);
}

FieldTable minlstm_fields() {
  using M = MinLstmMixer;
  return field_table<M>(
      "minLSTM", {whole("inner", &M::inner, kWide).is(hidden()).means("recurrent channels; absent: hidden_size")});
}

Mixer minlstm_shape(const ShapeSize&, int64_t hidden) { return MinLstmMixer{.inner = hidden}; }

} // namespace

Architecture architecture::minlstm() {
  return {
      .id = "minlstm",
      .name = "minLSTM",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2410.01201",
      .source = "arXiv 2410.01201, section 3.2",
      .idea = PARETO_TEXT("Core", "An LSTM whose gates no longer read the past, so that it runs in parallel."),
      .promise = PARETO_TEXT("Core", "As simple as minGRU, with separate gates to keep and to take."),
      .weakness = PARETO_TEXT("Core", "Holds little: weak look-ups."),
      .complexity = "O(1)",
      .fields = minlstm_fields(),
      .shape = {.mixers = {minlstm_shape}},
  };
}

} // namespace pareto
