// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/plain.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

namespace pareto {

namespace {

FieldTable plain_fields() {
  using F = PlainFeedForward;
  return rows::field_table<F>(
      "act(up)", {rows::width_row<F>(), rows::activation_row<F>(UnaryFunction::GeluErf), rows::bias_row<F>(),
                  rows::fixed("xielu", &F::xielu, "has a learned activation, which a blueprint cannot describe.")});
}

/// x > 0: a x^2 + beta x; otherwise c (e^min(x, eps) - 1 - x) + beta x, with a = softplus(alpha_p) and c = beta +
/// softplus(alpha_n).
Tensor xielu(LayerContext& context, Tensor x) {
  constexpr float kEps = -1e-6f;
  Graph& g = context.graph;
  const auto number = [&](const char* name) { return context.vector(name, {1}); };
  const Tensor beta = number("act.beta"), a = g.unary(number("act.alpha_p"), UnaryFunction::Softplus),
               c = g.add(beta, g.unary(number("act.alpha_n"), UnaryFunction::Softplus));
  const Tensor above = g.mul(g.unary(x, UnaryFunction::ReluSquared), a),
               below = g.mul(g.unary(x, UnaryFunction::NegativeXielu, kEps), c);
  return g.add(g.add(above, below), g.mul(x, beta));
}

} // namespace

std::string_view feed_forward_id(const PlainFeedForward&) { return "plain"; }

Tensor record_feed_forward(LayerContext& context, Tensor x, const PlainFeedForward& part) {
  const Tensor up = context.linear("up_proj", x, part.width, part.bias);
  const Tensor inside = part.xielu ? xielu(context, up) : context.graph.unary(up, part.activation);
  return context.linear("down_proj", inside, context.model.hidden, part.bias);
}

FeedForwardKind feed_forward::plain() { return {.id = "plain", .fields = plain_fields()}; }

} // namespace pareto
