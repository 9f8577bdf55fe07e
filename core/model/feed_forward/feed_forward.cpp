// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_context.h"

namespace pareto {

namespace {

/// RWKV-7 channel mixing: W_v relu(W_k (x + delta * x_k))^2, delta = x_{t-1} - x_t. arXiv 2503.14456.
Tensor channel_mix(LayerContext& context, Tensor x, const FeedForward& ffn) {
  Graph& g = context.graph;
  const Tensor delta = g.sub(g.token_shift(x, "shift"), x);
  const Tensor mixed =
      g.add(x, g.mul(delta, context.vector("x_k", {context.model.hidden}, {Init::Rule::Uniform, 0, 1})));
  return context.linear("value", g.unary(context.linear("key", mixed, ffn.width), UnaryFunction::ReluSquared),
                        context.model.hidden);
}

} // namespace

Tensor record_feed_forward(LayerContext& context, Tensor x, const FeedForward& ffn) {
  Graph& g = context.graph;
  if (ffn.kind == FeedForward::Kind::Rwkv7)
    return channel_mix(context, x, ffn);
  Tensor inside;
  if (ffn.kind == FeedForward::Kind::Gated) {
    const Tensor gate = context.linear("gate_proj", x, ffn.width, ffn.bias);
    inside = g.gated(gate, context.linear("up_proj", x, ffn.width, ffn.bias), ffn.activation);
  } else {
    inside = g.unary(context.linear("up_proj", x, ffn.width, ffn.bias), ffn.activation);
  }
  return context.linear("down_proj", inside, context.model.hidden, ffn.bias);
}

} // namespace pareto
