// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mamba3.h"

#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

#include <numbers>

namespace pareto {

namespace {

FieldTable mamba3_fields() {
  constexpr const char* kBiases = "has Mamba-3 biases or limits that a blueprint cannot describe.";
  using M = Mamba3Mixer;
  return field_table<M>(
      "Mamba-3",
      {whole("heads", &M::heads, kHeads).is(hidden(2).per("head_dim")).means("absent: 2 hidden_size / head_dim"),
       whole("head_dim", &M::head_dim, kModes).is(64).means("channels of a head"),
       whole("state", &M::state, {4, 4096}).is(128).means("modes per channel"),
       whole("groups", &M::groups, kHeads)
           .is(1)
           .divisor_of("heads")
           .means("divides heads; B and C are shared inside a group, but for a bias of each head"),
       toggle("all_rotate", &M::all_rotate).is(false).means("all modes rotate in pairs; otherwise half of them do"),
       toggle("norm", &M::norm).is(false).means("output normalised per head before its gate"), norm_eps_row<M>(1e-5),
       fixed("bias", &M::bias, kBiases), fixed("rate_floor", &M::rate_floor, kBiases)});
}

/// Pairs of a head's modes that rotate.
int64_t angles_of(const Mamba3Mixer& mixer) { return (mixer.all_rotate ? mixer.state : mixer.state / 2) / 2; }

/// What the input projection makes, in its order.
struct Parts {
  Tensor gate, line, b, c, step, rate, trapezoid, angles;
  Parts(LayerContext& context, Tensor x, const Mamba3Mixer& mixer) {
    const int64_t inner = mixer.heads * mixer.head_dim, shared = mixer.groups * mixer.state;
    const Tensor all =
        context.linear("in_proj", x, 2 * inner + 2 * shared + 3 * mixer.heads + angles_of(mixer), mixer.bias);
    int64_t at = 0;
    for (const auto& [part, width] : std::initializer_list<std::pair<Tensor*, int64_t>>{{&gate, inner},
                                                                                        {&line, inner},
                                                                                        {&b, shared},
                                                                                        {&c, shared},
                                                                                        {&step, mixer.heads},
                                                                                        {&rate, mixer.heads},
                                                                                        {&trapezoid, mixer.heads},
                                                                                        {&angles, angles_of(mixer)}}) {
      *part = all.slice(2, at, width);
      at += width;
    }
  }
};

/// cos and sin of each head's angles, [B,T,H,angles]: the running sum of pi tanh(raw) step.
struct Turns {
  Tensor cosine, sine;
  Turns(LayerContext& context, Tensor raw, Tensor step) {
    Graph& g = context.graph;
    const Dims all{context.batch(), context.tokens(), step.shape[2], raw.shape[2]};
    const Tensor speed = g.scale(g.unary(raw, UnaryFunction::Tanh), std::numbers::pi_v<float>);
    const Tensor moved = g.mul(speed.reshape({all[0], all[1], 1, all[3]}).broadcast(all), delta::per_head(step));
    context.graph.push_scope("angles");
    const Tensor sum = g.diagonal_recurrence(context.merge(moved), {}, {.angles = true}).reshape(all);
    context.graph.pop_scope();
    cosine = g.unary(sum, UnaryFunction::Cosine);
    sine = g.unary(sum, UnaryFunction::Sine);
  }
};

/// B or C of every head, [B,T,H,N]: normalised per group, the head's bias added, the first pairs of modes turned. The
/// first modes of all pairs come first, then the second ones, then what does not rotate: of both B and C alike.
Tensor modes_of(LayerContext& context, const char* name, Tensor raw, const Turns& turns, const Mamba3Mixer& mixer) {
  Graph& g = context.graph;
  const std::string base = name;
  const int64_t heads = mixer.heads, width = mixer.state, pairs = angles_of(mixer);
  const Tensor normed = g.norm(context.heads(raw, mixer.groups), {NormKind::Rms, mixer.norm_eps, 0},
                               context.vector(base + "_norm.weight", {width}));
  const Tensor all = g.add(repeat_heads(context, normed, heads), context.vector(base + "_bias", {heads, width}));
  const Dims each{context.batch(), context.tokens(), heads, pairs};
  const Tensor turning = all.slice(3, 0, 2 * pairs).reshape({each[0], each[1], heads, pairs, 2});
  const Tensor first = turning.slice(4, 0, 1).reshape(each), second = turning.slice(4, 1, 1).reshape(each);
  const Tensor turned = g.concat(g.sub(g.mul(first, turns.cosine), g.mul(second, turns.sine)),
                                 g.add(g.mul(first, turns.sine), g.mul(second, turns.cosine)));
  return 2 * pairs == width ? turned : g.concat(turned, all.slice(3, 2 * pairs, width - 2 * pairs));
}

/// What a token writes, in turn: [B,T,H,W] of the token before and of this one as [B,2T,H,W].
Tensor in_turn(LayerContext& context, Tensor last, Tensor now) {
  return context.graph.concat(context.merge(last), context.merge(now))
      .reshape({context.batch(), 2 * context.tokens(), now.shape[2], now.shape[3]});
}

Mixer mamba3_shape(const ShapeSize&, int64_t hidden) {
  const bool small = hidden < kSmallWidth;
  Mamba3Mixer mixer;
  mixer.head_dim = small ? 32 : 64;
  mixer.heads = 2 * hidden / mixer.head_dim;
  mixer.state = small ? 32 : 128;
  return mixer;
}

} // namespace

std::string_view mixer_id(const Mamba3Mixer&) { return "mamba3"; }

/// S = e^{A dt} (S + (1 - l) dt x_{t-1} B_{t-1}^T) + l dt x B^T, y = S C + D x; A = -softplus(rate), dt = softplus(step
/// + bias), l = sigmoid(trapezoid).
Tensor record_mixer(LayerContext& context, Tensor x, const Mamba3Mixer& mixer) {
  Graph& g = context.graph;
  const Parts parts(context, x, mixer);
  const Tensor bias = context.vector("dt_bias", {mixer.heads}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  const Tensor step = g.unary(g.add(parts.step, bias), UnaryFunction::Softplus);
  const Tensor rate = g.unary(g.unary(parts.rate, UnaryFunction::Softplus), UnaryFunction::Clamp, mixer.rate_floor,
                              std::numeric_limits<float>::max());
  const Tensor log_decay = g.mul(g.scale(rate, -1), step);
  const Tensor now = g.mul(step, g.unary(parts.trapezoid, UnaryFunction::Sigmoid));
  const Tensor past = g.mul(g.sub(step, now), g.unary(log_decay, UnaryFunction::Exp));

  const Turns turns(context, parts.angles, step);
  const Tensor b = modes_of(context, "B", parts.b, turns, mixer), xs = context.heads(parts.line, mixer.heads);
  const auto last = [&](Tensor line, const char* name) {
    return context.heads(g.token_shift(line, name), mixer.heads);
  };
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = modes_of(context, "C", parts.c, turns, mixer);
  inputs[kMatrixK] = in_turn(context, last(context.merge(b), "last_b"), b);
  inputs[kMatrixV] =
      in_turn(context, g.mul(last(parts.line, "last_x"), delta::per_head(past)), g.mul(xs, delta::per_head(now)));
  inputs[kMatrixLogDecay] = log_decay;
  MatrixRecurrenceSpec spec{Decay::Scalar, Removal::None, Normaliser::None, 1};
  spec.writes = 2;
  const Tensor read = g.matrix_recurrence(inputs, spec);
  const Tensor y = context.merge(g.add(read, g.mul(xs, context.vector("D", {mixer.heads}).reshape({mixer.heads, 1}))));
  const GatedNormSpec gated{{NormKind::Rms, mixer.norm_eps, mixer.head_dim}, UnaryFunction::Silu, false};
  const Tensor out =
      mixer.norm ? g.gated_norm(y, parts.gate, context.vector("norm.weight", {mixer.heads * mixer.head_dim}), gated)
                 : g.gated(parts.gate, y, UnaryFunction::Silu);
  return context.linear("out_proj", out, context.model.hidden, mixer.bias);
}

Architecture architecture::mamba3() {
  return {
      .id = "mamba3",
      .name = "Mamba-3",
      .family = "state-space",
      .section = "2.3",
      .paper = "2603.15569",
      .source = "flash-linear-attention, layers/mamba3",
      .idea = PARETO_TEXT("Core",
                          "Mamba-2 with modes that rotate as the text decides, and inputs weighed over two tokens."),
      .promise = PARETO_TEXT("Core", "Can count and keep parity, which decays alone cannot; needs no convolution."),
      .weakness = PARETO_TEXT("Core", "Two writes a token; look-ups stay below attention."),
      .complexity = "O(1)",
      .fields = mamba3_fields(),
      .shape = {.mixers = {mamba3_shape}, .ffn = nullptr},
  };
}

} // namespace pareto
