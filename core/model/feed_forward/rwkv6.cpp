// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/rwkv6.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

namespace pareto {

namespace {

FieldTable rwkv6_fields() {
  using F = Rwkv6FeedForward;
  return rows::field_table<F>(
      "gated squared ReLU with token shift",
      {rows::width_row<F>(), rows::toggle("weighs_token", &F::weighs_token)
                                 .is(false)
                                 .means("the learned weights are of the token, not of the one before it (RWKV-4)")});
}

} // namespace

std::string_view feed_forward_id(const Rwkv6FeedForward&) { return "rwkv6"; }

/// sigmoid(W_r x_r) W_v relu(W_k x_k)^2, x_n = x_t + mu_n (x_{t-1} - x_t), or x_{t-1} + mu_n (x_t - x_{t-1}).
Tensor record_feed_forward(LayerContext& context, Tensor x, const Rwkv6FeedForward& part) {
  Graph& g = context.graph;
  const int64_t hidden = context.model.hidden;
  const Tensor before = g.token_shift(x, "shift"), from = part.weighs_token ? before : x,
               step = part.weighs_token ? g.sub(x, before) : g.sub(before, x);
  const auto project = [&](const std::string& name, int64_t width) {
    const Tensor mu = context.vector(name + ".mu", {hidden}, {Init::Rule::Uniform, 0, 1});
    return context.linear(name, g.add(from, g.mul(step, mu)), width);
  };
  const Tensor inside = g.unary(project("key", part.width), UnaryFunction::ReluSquared);
  const Tensor gate = project("receptance", hidden);
  return g.gated(gate, context.linear("value", inside, hidden), UnaryFunction::Sigmoid);
}

FeedForwardKind feed_forward::rwkv6() { return {.id = "rwkv6", .fields = rwkv6_fields()}; }

} // namespace pareto
