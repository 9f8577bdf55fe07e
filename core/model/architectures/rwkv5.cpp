// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/rwkv6.h"
#include "core/model/architectures/shared.h"
#include "core/model/feed_forward/rwkv6.h"

namespace pareto {

namespace {

/// RWKV-5 (Eagle) time mixing: mixes and decays that are learned once. arXiv 2404.05892.
struct Rwkv5Mixer {
  int64_t heads = 1, head_dim = 64;
  float norm_eps = 1e-5f; ///< of the group norm
};

std::string_view mixer_id(const Rwkv5Mixer&) { return "rwkv5"; }

/// The decay e^{-e^w} of a key channel is the same for every token.
Tensor record_mixer(LayerContext& context, Tensor x, const Rwkv5Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.head_dim;
  const Tensor delta = g.sub(g.token_shift(x, "shift"), x);
  const auto project = [&](const std::string& name) {
    const Tensor mu = context.vector("x_" + name, {context.model.hidden}, {Init::Rule::Uniform, 0, 1});
    return context.linear(name + "_proj", g.add(x, g.mul(delta, mu)), inner);
  };
  const auto heads = [&](Tensor each) { return context.heads(each, mixer.heads); };
  const Tensor r = heads(project("r")), k = heads(project("k")), v = heads(project("v")), gate = project("g");
  const Tensor raw = context.vector("w", {mixer.heads, mixer.head_dim}, {Init::Rule::Uniform, -6, 0});
  const Tensor decay = g.scale(g.unary(raw, UnaryFunction::Exp), -1).broadcast(k.shape);
  const Tensor bonus = context.vector("bonus", {mixer.heads, mixer.head_dim}, {Init::Rule::Uniform, 0, 1});
  return rwkv_output(context, recurrence::read_with_bonus(g, r, k, v, decay, bonus, 1), gate, mixer.norm_eps);
}

FieldTable rwkv5_fields() {
  using M = Rwkv5Mixer;
  return field_table<M>("RWKV-5 time mixing",
                        {whole("heads", &M::heads, kHeads), head_row<M>(), norm_eps_row<M>(1e-5)});
}

Mixer rwkv5_shape(const ShapeSize&, int64_t hidden) {
  const int64_t heads = heads_of(hidden, hidden < kSmallWidth ? 32 : 64);
  return Rwkv5Mixer{.heads = heads, .head_dim = hidden / heads};
}

} // namespace

Architecture architecture::rwkv5() {
  return {
      .id = "rwkv5",
      .name = "RWKV-5",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2404.05892",
      .source = "arXiv 2404.05892",
      .idea = PARETO_TEXT("Core", "RWKV-4 with a table per head instead of one number per channel."),
      .promise = PARETO_TEXT("Core", "Constant memory and time per token."),
      .weakness = PARETO_TEXT("Core", "The rate of forgetting does not depend on the text."),
      .complexity = "O(1)",
      .fields = rwkv5_fields(),
      .shape = rwkv_rule(rwkv5_shape, [](int64_t width) -> FeedForward { return Rwkv6FeedForward{width}; }),
  };
}

} // namespace pareto
