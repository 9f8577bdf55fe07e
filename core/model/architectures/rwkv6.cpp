// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/rwkv6.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"
#include "core/model/feed_forward/rwkv6.h"

namespace pareto {

namespace {

constexpr int64_t kLanes = 5; ///< r, w, k, v, g

FieldTable rwkv6_fields() {
  using M = Rwkv6Mixer;
  return field_table<M>("RWKV-6 time mixing",
                        {whole("heads", &M::heads, kHeads), key_row<M>(), value_row<M>(),
                         whole("mix_rank", &M::mix_rank, kRank).is(32).means("rank of the token mixes"),
                         whole("decay_rank", &M::decay_rank, kRank).is(64).means("rank of the decay projection"),
                         norm_eps_row<M>(1e-5)});
}

/// Heads of 64 channels, as the released models have them; ranks of the paper up to 7 B.
Mixer rwkv6_shape(const ShapeSize&, int64_t hidden) {
  const bool small = hidden < kSmallWidth;
  Rwkv6Mixer mixer;
  mixer.heads = heads_of(hidden, small ? 32 : 64);
  mixer.key_dim = mixer.value_dim = hidden / mixer.heads;
  mixer.mix_rank = small ? 8 : 32;
  mixer.decay_rank = small ? 8 : 64;
  return mixer;
}

/// x + delta m_n for each lane n, m_n = U_n z_n + b_n, z = tanh(W (x + delta mu)): [B,T,5,hidden].
Tensor mixed(LayerContext& context, Tensor x, Tensor delta, int64_t rank) {
  Graph& g = context.graph;
  const int64_t hidden = context.model.hidden;
  const Init half{Init::Rule::Uniform, 0, 1}, up{Init::Rule::Normal, 0, 1 / std::sqrt(static_cast<double>(rank))};
  const Tensor first = g.add(x, g.mul(delta, context.vector("x_proj.0.mu", {hidden}, half)));
  const Tensor z = g.unary(context.linear("x_proj.0", first, kLanes * rank), UnaryFunction::Tanh);
  const Tensor lanes = context.vector("x_proj.2.weight", {kLanes * rank, hidden}, up).reshape({kLanes, rank, hidden});
  const Tensor m =
      g.add(g.block_matmul(context.heads(z, kLanes), lanes), context.vector("x_bias", {kLanes, hidden}, half));
  const Dims one{context.batch(), context.tokens(), 1, hidden};
  return g.add(x.reshape(one), g.mul(delta.reshape(one), m));
}

} // namespace

std::string_view mixer_id(const Rwkv6Mixer&) { return "rwkv6"; }

Tensor rwkv_output(LayerContext& context, Tensor o, Tensor gate, float eps) {
  const int64_t inner = o.shape[2] * o.shape[3];
  const Tensor normed =
      context.graph.norm(context.merge(o), {NormKind::Layer, eps, o.shape[3]}, context.vector("g_norm.weight", {inner}),
                         context.vector("g_norm.bias", {inner}, {Init::Rule::Zeros}));
  return context.linear("o_proj", context.graph.gated(gate, normed, UnaryFunction::Silu), context.model.hidden);
}

Tensor record_mixer(LayerContext& context, Tensor x, const Rwkv6Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t wide = mixer.heads * mixer.key_dim, inner = mixer.heads * mixer.value_dim;
  const Tensor all = mixed(context, x, g.sub(g.token_shift(x, "shift"), x), mixer.mix_rank);
  const auto lane = [&](int64_t which) { return all.slice(2, which, 1).reshape(x.shape); };
  const Tensor r = context.linear("r_proj", lane(0), wide);
  const Tensor inside = g.unary(context.linear("w_lora.0", lane(1), mixer.decay_rank), UnaryFunction::Tanh);
  const Tensor rate = g.unary(context.linear("w_lora.2", inside, wide, true), UnaryFunction::Exp);
  const Tensor decay = g.unary(g.scale(rate, -1), UnaryFunction::Clamp, recurrence::kForgotten, 0);
  const Tensor k = context.linear("k_proj", lane(2), wide), v = context.linear("v_proj", lane(3), inner);
  const Tensor gate = context.linear("g_proj", lane(4), inner);
  const Tensor bonus = context.vector("bonus", {mixer.heads, mixer.key_dim}, {Init::Rule::Uniform, 0, 1});
  const auto heads = [&](Tensor each) { return context.heads(each, mixer.heads); };
  return rwkv_output(context, recurrence::read_with_bonus(g, heads(r), heads(k), heads(v), heads(decay), bonus, 1),
                     gate, mixer.norm_eps);
}

Architecture architecture::rwkv6() {
  return {
      .id = "rwkv6",
      .name = "RWKV-6",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2404.05892",
      .source = "flash-linear-attention, layers/rwkv6",
      .idea = PARETO_TEXT("Core", "A table whose rows fade as the text decides, read before each new word is added."),
      .promise = PARETO_TEXT("Core", "Released open models in several sizes."),
      .weakness = PARETO_TEXT("Core", "Recall stays below full attention."),
      .complexity = "O(1)",
      .fields = rwkv6_fields(),
      .shape = rwkv_rule(rwkv6_shape, [](int64_t width) -> FeedForward { return Rwkv6FeedForward{width}; }),
  };
}

} // namespace pareto
