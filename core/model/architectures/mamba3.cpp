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
       whole("rank", &M::rank, {1, kMostWrites / 2})
           .is(1)
           .means("inputs and outputs of a head that share its state (MIMO); 1: one of each"),
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
    const int64_t inner = mixer.heads * mixer.head_dim, shared = mixer.rank * mixer.groups * mixer.state;
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

/// [B,T,rank,H,W] of a value that all inputs and outputs of a head have alike, [B,T,H,W].
Tensor for_each_rank(LayerContext& context, Tensor x, const Mamba3Mixer& mixer) {
  const Dims all{context.batch(), context.tokens(), mixer.rank, x.shape[2], x.shape[3]};
  return x.reshape({all[0], all[1], 1, all[3], all[4]}).broadcast(all);
}

/// cos and sin of each head's angles, [B,T,rank H,angles]: the running sum of pi tanh(raw) step.
struct Turns {
  Tensor cosine, sine;
  Turns(LayerContext& context, Tensor raw, Tensor step, const Mamba3Mixer& mixer) {
    Graph& g = context.graph;
    const Dims all{context.batch(), context.tokens(), mixer.heads, raw.shape[2]};
    const Tensor speed = g.scale(g.unary(raw, UnaryFunction::Tanh), std::numbers::pi_v<float>);
    const Tensor moved = g.mul(speed.reshape({all[0], all[1], 1, all[3]}).broadcast(all), delta::per_head(step));
    context.graph.push_scope("angles");
    const Tensor sum = g.diagonal_recurrence(context.merge(moved), {}, {.angles = true}).reshape(all);
    context.graph.pop_scope();
    const auto of_all = [&](UnaryFunction function) {
      return g.unary(for_each_rank(context, sum, mixer), function)
          .reshape({all[0], all[1], mixer.rank * mixer.heads, all[3]});
    };
    cosine = of_all(UnaryFunction::Cosine);
    sine = of_all(UnaryFunction::Sine);
  }
};

/// A parameter of each input and output of each head, [heads,rank,width], as [rank,heads,width].
Tensor by_rank(LayerContext& context, const char* name, int64_t width, Init init, const Mamba3Mixer& mixer) {
  const Tensor all = context.vector(name, {mixer.heads, mixer.rank, width}, init);
  return context.graph.unary(all.permute({1, 0, 2}), UnaryFunction::Identity);
}

/// B or C of every head, [B,T,rank H,N]: normalised per group, the head's bias added, the first pairs of modes turned.
Tensor modes_of(LayerContext& context, const char* name, Tensor raw, const Turns& turns, const Mamba3Mixer& mixer) {
  Graph& g = context.graph;
  const std::string base = name;
  const int64_t own = mixer.rank * mixer.groups, share = mixer.heads / mixer.groups, width = mixer.state;
  const Tensor normed = g.norm(context.heads(raw, own), {NormKind::Rms, mixer.norm_eps, 0},
                               context.vector(base + "_norm.weight", {width}));
  const Tensor bias = mixer.rank == 1 ? context.vector(base + "_bias", {mixer.heads, width})
                                      : by_rank(context, (base + "_bias").c_str(), width, {Init::Rule::Ones}, mixer);
  const Dims each{context.batch(), context.tokens(), own, share, width};
  const Tensor all =
      g.add(normed.reshape({each[0], each[1], own, 1, width}).broadcast(each), bias.reshape({own, share, width}));
  return g.rotate(all.reshape({each[0], each[1], own * share, width}), turns.cosine, turns.sine, true);
}

/// x of each token before, [B,T,H,W].
Tensor last(LayerContext& context, Tensor x, const char* name) {
  return context.graph.token_shift(context.merge(x), name).reshape(x.shape);
}

/// What the state takes up and how it fades: A = -softplus(rate), dt = softplus(step + bias), l = sigmoid(trapezoid).
struct Weights {
  Tensor step, log_decay, now, rest; ///< dt, A dt, l dt, (1 - l) dt, [B,T,H] each
  Weights(LayerContext& context, const Parts& parts, const Mamba3Mixer& mixer) {
    Graph& g = context.graph;
    const Tensor bias = context.vector("dt_bias", {mixer.heads}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
    step = g.unary(g.add(parts.step, bias), UnaryFunction::Softplus);
    const Tensor rate = g.unary(g.unary(parts.rate, UnaryFunction::Softplus), UnaryFunction::Clamp, mixer.rate_floor,
                                std::numeric_limits<float>::max());
    log_decay = g.mul(g.scale(rate, -1), step);
    now = g.mul(step, g.unary(parts.trapezoid, UnaryFunction::Sigmoid));
    rest = g.sub(step, now);
  }
};

/// S_t^T C_t + D x_t of S_t = e^{A dt} (S_{t-1} + (1 - l) dt B_{t-1} x_{t-1}^T) + l dt B_t x_t^T. What a token writes
/// at both of its ends is written at once, a token later: S_t = R_t + l dt B_t x_t^T with R_t = e^{A dt} (R_{t-1} +
/// (l_{t-1} dt_{t-1} + (1 - l_t) dt_t) B_{t-1} x_{t-1}^T), so that the state is gone through once a token.
Tensor read_one(LayerContext& context, Tensor x, Tensor b, Tensor c, const Weights& weights, Tensor skip) {
  Graph& g = context.graph;
  const Tensor before = g.token_shift(weights.now, "last_now");
  const Tensor written = g.mul(g.add(before, weights.rest), g.unary(weights.log_decay, UnaryFunction::Exp));
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = c;
  inputs[kMatrixK] = last(context, b, "last_b");
  inputs[kMatrixV] = g.mul(last(context, x, "last_x"), delta::per_head(written));
  inputs[kMatrixLogDecay] = weights.log_decay;
  const Tensor past = g.matrix_recurrence(inputs, {Decay::Scalar, Removal::None, Normaliser::None, 1});
  const Tensor own = g.mul(g.reduce_sum(g.mul(b, c)), delta::per_head(weights.now));
  return g.add(past, g.mul(x, g.add(own, skip)));
}

/// The same of as many inputs and outputs as `rank`, [B,T,rank,H,P]: S_t takes up those of the token before, then the
/// token's own, and all outputs read it. x [B,T,H,P].
Tensor read_several(LayerContext& context, Tensor x, Tensor b, Tensor c, const Weights& weights, Tensor skip,
                    const Mamba3Mixer& mixer) {
  Graph& g = context.graph;
  const double even = 1 / static_cast<double>(mixer.rank);
  const Tensor into = by_rank(context, "mimo_x", mixer.head_dim, {Init::Rule::Uniform, 0.5 * even, 1.5 * even}, mixer);
  const Tensor past = g.mul(weights.rest, g.unary(weights.log_decay, UnaryFunction::Exp));
  const auto inputs_of = [&](Tensor line) { return g.mul(for_each_rank(context, line, mixer), into); };
  const auto weighed = [&](Tensor lines, Tensor by) {
    return g.mul(lines, for_each_rank(context, delta::per_head(by), mixer));
  };
  const auto in_turn = [&](Tensor before, Tensor now) { // [B,T 2 rank,H,W] of two of [B,T,rank H W]
    const int64_t rows = 2 * mixer.rank * context.tokens(), width = now.shape[2] / mixer.rank / mixer.heads;
    return g.concat(before, now).reshape({context.batch(), rows, mixer.heads, width});
  };
  const auto flat = [&](Tensor lines) {
    return lines.reshape({context.batch(), context.tokens(), mixer.rank * mixer.heads * mixer.head_dim});
  };
  const Tensor lines = inputs_of(x), keys = context.merge(b);
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = c.reshape({context.batch(), context.tokens() * mixer.rank, mixer.heads, mixer.state});
  inputs[kMatrixK] = in_turn(g.token_shift(keys, "last_b"), keys);
  inputs[kMatrixV] =
      in_turn(flat(weighed(inputs_of(last(context, x, "last_x")), past)), flat(weighed(lines, weights.now)));
  inputs[kMatrixLogDecay] = weights.log_decay;
  MatrixRecurrenceSpec spec{Decay::Scalar, Removal::None, Normaliser::None, 1};
  spec.writes = 2 * mixer.rank;
  spec.reads = mixer.rank;
  return g.add(g.matrix_recurrence(inputs, spec).reshape(lines.shape), g.mul(lines, skip));
}

/// y, normalised per head or not, times silu(gate): [B,T,W], or [B,T rank,W] of all outputs.
Tensor through_gate(LayerContext& context, Tensor y, Tensor gate, const Mamba3Mixer& mixer) {
  Graph& g = context.graph;
  if (!mixer.norm)
    return g.gated(gate, y, UnaryFunction::Silu);
  const GatedNormSpec gated{{NormKind::Rms, mixer.norm_eps, mixer.head_dim}, UnaryFunction::Silu, false};
  return g.gated_norm(y, gate, context.vector("norm.weight", {mixer.heads * mixer.head_dim}), gated);
}

/// All outputs of each head through gates of their own, weighed and added up: y [B,T,rank,H,P] -> [B,T,H P].
Tensor joined(LayerContext& context, Tensor y, Tensor gate, const Mamba3Mixer& mixer) {
  Graph& g = context.graph;
  const double even = 1 / static_cast<double>(mixer.rank);
  const Tensor gates = by_rank(context, "mimo_z", mixer.head_dim, {Init::Rule::Uniform, 0.5, 1.5}, mixer),
               out = by_rank(context, "mimo_o", mixer.head_dim, {Init::Rule::Uniform, 0.5 * even, 1.5 * even}, mixer);
  const Dims rows{context.batch(), context.tokens() * mixer.rank, mixer.heads * mixer.head_dim};
  const Tensor opened = g.mul(for_each_rank(context, context.heads(gate, mixer.heads), mixer), gates);
  const Tensor each = g.mul(through_gate(context, y.reshape(rows), opened.reshape(rows), mixer).reshape(y.shape), out);
  const Dims one{y.shape[0], y.shape[1], y.shape[3], y.shape[4]};
  Tensor sum = each.slice(2, 0, 1).reshape(one);
  for (int64_t i = 1; i < mixer.rank; ++i)
    sum = g.add(sum, each.slice(2, i, 1).reshape(one));
  return context.merge(sum);
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

/// arXiv 2603.15569, sections 3.1 to 3.3. The order of B's, C's and x's parts by rank is that of the authors' code;
/// pairs of modes that turn are neighbours, whatever the rank.
Tensor record_mixer(LayerContext& context, Tensor x, const Mamba3Mixer& mixer) {
  const Parts parts(context, x, mixer);
  const Weights weights(context, parts, mixer);
  const Turns turns(context, parts.angles, weights.step, mixer);
  const Tensor b = modes_of(context, "B", parts.b, turns, mixer), c = modes_of(context, "C", parts.c, turns, mixer),
               lines = context.heads(parts.line, mixer.heads),
               skip = context.vector("D", {mixer.heads}).reshape({mixer.heads, 1});
  const Tensor out =
      mixer.rank == 1
          ? through_gate(context, context.merge(read_one(context, lines, b, c, weights, skip)), parts.gate, mixer)
          : joined(context, read_several(context, lines, b, c, weights, skip, mixer), parts.gate, mixer);
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
      .weakness = PARETO_TEXT("Core", "Every head turns its own modes at every token; look-ups stay below attention."),
      .complexity = "O(1)",
      .fields = mamba3_fields(),
      .shape = {.mixers = {mamba3_shape}, .ffn = nullptr},
  };
}

} // namespace pareto
