// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/rwkv7.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/feed_forward/rwkv7.h"

namespace pareto {

namespace {

/// Two linear maps with an activation between; bias on the second (RWKV-7's low-rank maps).
Tensor low_rank(LayerContext& context, Tensor x, const std::string& name, int64_t rank, int64_t out,
                UnaryFunction between, bool bias) {
  const Tensor inside = context.graph.unary(context.linear(name + ".0", x, rank), between);
  return context.linear(name + ".2", inside, out, bias);
}

constexpr const char* kRwkv7Widths = "has RWKV-7 widths that a blueprint cannot describe.";

FieldTable rwkv7_fields() {
  using M = Rwkv7Mixer;
  return field_table<M>(
      "RWKV-7 time mixing",
      {whole("head_dim", &M::head_dim, kWidth).is(64).means("divides hidden_size"),
       whole("decay_rank", &M::decay_rank, kRank).is(64).means("rank of the decay projection"),
       whole("gate_rank", &M::gate_rank, kRank).is(128).means("rank of the gate projection"),
       whole("a_rank", &M::a_rank, kRank).is(64).means("rank of the eraser projection"),
       whole("v_rank", &M::v_rank, kRank).is(32).means("rank of the value mix"),
       number("norm_eps", &M::norm_eps, kEps).is(1e-5).means("of the output norm, for each channel of a head"),
       fixed("heads", &M::heads, kRwkv7Widths).is(hidden().per("head_dim")),
       fixed("value_dim", &M::value_dim, kRwkv7Widths).is(same("head_dim")), fixed("kk_norm_eps", &M::kk_norm_eps)});
}

Mixer rwkv7_shape(const ShapeSize&, int64_t hidden) {
  const bool small = hidden < kSmallWidth;
  Rwkv7Mixer mixer;
  mixer.head_dim = mixer.value_dim = small ? 32 : 64;
  mixer.heads = hidden / mixer.head_dim;
  mixer.decay_rank = mixer.a_rank = small ? 8 : 64;
  mixer.gate_rank = small ? 8 : 128;
  mixer.v_rank = small ? 8 : 32;
  return mixer;
}

} // namespace

std::string_view mixer_id(const Rwkv7Mixer&) { return "rwkv7"; }

Tensor record_mixer(LayerContext& context, Tensor x, const Rwkv7Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t hidden = context.model.hidden, wide = mixer.heads * mixer.head_dim,
                inner = mixer.heads * mixer.value_dim;
  const Init half{Init::Rule::Uniform, 0, 1};
  const Tensor delta = g.sub(g.token_shift(x, "shift"), x);
  const auto mixed = [&](const char* name) { return g.add(x, g.mul(delta, context.vector(name, {hidden}, half))); };
  const Tensor xr = mixed("x_r"), xw = mixed("x_w"), xk = mixed("x_k"), xv = mixed("x_v"), xa = mixed("x_a"),
               xg = mixed("x_g");

  const Tensor r = context.linear("r_proj", xr, wide);
  const Tensor decay =
      g.scale(g.unary(low_rank(context, xw, "w_lora", mixer.decay_rank, wide, UnaryFunction::Tanh, true),
                      UnaryFunction::Sigmoid),
              -0.6065306597126334f); // -exp(-1/2)
  Tensor k = context.linear("k_proj", xk, wide);
  Tensor v = context.linear("v_proj", xv, inner);
  if (!context.first_values) { // the first RWKV-7 layer of the stack
    context.first_values = v;
  } else {
    const Tensor share = g.unary(low_rank(context, xv, "v_lora", mixer.v_rank, inner, UnaryFunction::Identity, true),
                                 UnaryFunction::Sigmoid);
    v = g.add(v, g.mul(g.sub(context.first_values, v), share));
  }
  const Tensor a = g.unary(low_rank(context, xa, "a_lora", mixer.a_rank, wide, UnaryFunction::Identity, true),
                           UnaryFunction::Sigmoid);
  const Tensor gate = low_rank(context, xg, "g_lora", mixer.gate_rank, inner, UnaryFunction::Sigmoid, false);

  const Tensor erase =
      g.norm(context.heads(g.mul(k, context.vector("k_k", {wide})), mixer.heads), {NormKind::L2, mixer.kk_norm_eps, 0});
  const Tensor k_a = context.vector("k_a", {wide});
  k = g.mul(k, g.add(g.mul(a, k_a), g.unary(k_a, UnaryFunction::Affine, -1, 1))); // k (1 + (a-1) k_a)

  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = context.heads(r, mixer.heads);
  inputs[kMatrixK] = context.heads(k, mixer.heads);
  inputs[kMatrixV] = context.heads(v, mixer.heads);
  inputs[kMatrixLogDecay] = context.heads(decay, mixer.heads);
  inputs[kMatrixA] = g.scale(erase, -1);
  inputs[kMatrixB] = g.mul(erase, context.heads(a, mixer.heads));
  const Tensor read = g.matrix_recurrence(inputs, {Decay::Key, Removal::LowRank, Normaliser::None, 1});

  const NormSpec group{NormKind::Layer, static_cast<float>(mixer.head_dim) * mixer.norm_eps, mixer.value_dim};
  const Tensor normed = g.norm(context.merge(read), group, context.vector("g_norm.weight", {inner}),
                               context.vector("g_norm.bias", {inner}, {Init::Rule::Zeros}));
  const Tensor bonus = g.reduce_sum(
      g.mul(g.mul(inputs[kMatrixQ], inputs[kMatrixK]), context.vector("r_k", {mixer.heads, mixer.head_dim})));
  const Tensor o = g.add(context.heads(normed, mixer.heads), g.mul(bonus, inputs[kMatrixV]));
  return context.linear("o_proj", g.mul(context.merge(o), gate), hidden);
}

Architecture architecture::rwkv7() {
  return {
      .id = "rwkv7",
      .name = "RWKV-7",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2503.14456",
      .source = "flash-linear-attention, layers/rwkv7",
      .idea = PARETO_TEXT("Core", "A table with fading per row and a learned eraser."),
      .promise = PARETO_TEXT("Core", "Released open models in many sizes."),
      .weakness = PARETO_TEXT("Core", "Many small projections per layer."),
      .complexity = "O(1)",
      .fields = rwkv7_fields(),
      .shape = rwkv_rule(rwkv7_shape, [](int64_t width) -> FeedForward { return Rwkv7FeedForward{width}; }),
  };
}

} // namespace pareto
