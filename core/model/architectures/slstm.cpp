// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// sLSTM, the scalar memory of xLSTM, whose gates read the last output of their head. arXiv 2405.04517.
struct SlstmMixer {
  int64_t heads = 1, head_dim = 64, conv = 4;
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const SlstmMixer&) { return "slstm"; }

/// What the tokens bring to the gates, [B,T,4,H,D]: input and forget gates see the convolved line, cell and output
/// gates the line itself, each head its own channels.
Tensor gates_of(LayerContext& context, Tensor line, const SlstmMixer& mixer) {
  Graph& g = context.graph;
  const int64_t width = mixer.head_dim, all = mixer.heads * 2 * width;
  const Tensor past = mixer.conv > 0 ? context.conv("conv", line, mixer.conv, UnaryFunction::Silu) : line;
  const auto pair = [&](const char* name, Tensor from) {
    return g.head_matmul(context.heads(from, mixer.heads), context.matrix(name, all, width));
  };
  const Tensor bias = context.vector("bias", {mixer.heads, kSlstmGates * width}, {Init::Rule::Zeros});
  const Tensor gates = g.add(g.concat(pair("if_proj.weight", past), pair("zo_proj.weight", line)), bias);
  return gates.reshape({context.batch(), context.tokens(), mixer.heads, kSlstmGates, width}).permute({0, 1, 3, 2, 4});
}

Tensor record_mixer(LayerContext& context, Tensor x, const SlstmMixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.head_dim;
  const Tensor line = inner == context.model.hidden ? x : context.linear("in_proj", x, inner);
  const Tensor recurrent =
      context.vector("recurrent", {kSlstmGates, mixer.heads, mixer.head_dim, mixer.head_dim},
                     {Init::Rule::Normal, 0, 0.5 / std::sqrt(static_cast<double>(mixer.head_dim))});
  const Tensor out = context.merge(g.slstm(gates_of(context, line, mixer), recurrent));
  const Tensor normed =
      g.norm(out, {NormKind::Layer, mixer.norm_eps, mixer.head_dim}, context.vector("g_norm.weight", {inner}));
  return inner == context.model.hidden ? normed : context.linear("o_proj", normed, context.model.hidden);
}

FieldTable slstm_fields() {
  using M = SlstmMixer;
  return field_table<M>(
      "sLSTM", {whole("heads", &M::heads, kHeads),
                whole("head_dim", &M::head_dim, kWidth)
                    .is(hidden().per("heads"))
                    .means("channels of a head; absent: hidden_size / heads; projected in and out where all heads "
                           "together have another width than the model"),
                short_conv_row<M>(4), norm_eps_row<M>(1e-5)});
}

/// Four heads, as in the paper's models.
Mixer slstm_shape(const ShapeSize&, int64_t hidden) {
  SlstmMixer mixer;
  mixer.heads = heads_of(hidden, hidden / 4);
  mixer.head_dim = hidden / mixer.heads;
  return mixer;
}

} // namespace

Architecture architecture::slstm() {
  return {
      .id = "slstm",
      .name = "sLSTM",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2405.04517",
      .source = "arXiv 2405.04517, section 2.2 and figure 10",
      .idea = PARETO_TEXT("Core", "An LSTM with exponential gates that read its own last output."),
      .promise = PARETO_TEXT("Core", "Can track a state step by step, which mixers without feedback cannot."),
      .weakness = PARETO_TEXT("Core", "Nothing of a prompt runs in parallel: each token waits for the one before."),
      .complexity = "O(1)",
      .fields = slstm_fields(),
      .shape = {.mixers = {slstm_shape}},
  };
}

} // namespace pareto
