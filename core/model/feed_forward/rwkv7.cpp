// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/rwkv7.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

namespace pareto {

namespace {

FieldTable rwkv7_fields() {
  using F = Rwkv7FeedForward;
  return rows::field_table<F>("squared ReLU with token shift", {rows::width_row<F>()});
}

} // namespace

std::string_view feed_forward_id(const Rwkv7FeedForward&) { return "rwkv7"; }

/// W_v relu(W_k (x + delta * x_k))^2, delta = x_{t-1} - x_t.
Tensor record_feed_forward(LayerContext& context, Tensor x, const Rwkv7FeedForward& part) {
  Graph& g = context.graph;
  const Tensor delta = g.sub(g.token_shift(x, "shift"), x);
  const Tensor mixed =
      g.add(x, g.mul(delta, context.vector("x_k", {context.model.hidden}, {Init::Rule::Uniform, 0, 1})));
  return context.linear("value", g.unary(context.linear("key", mixed, part.width), UnaryFunction::ReluSquared),
                        context.model.hidden);
}

FeedForwardKind feed_forward::rwkv7() { return {.id = "rwkv7", .fields = rwkv7_fields()}; }

} // namespace pareto
