// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/plain.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

namespace pareto {

namespace {

FieldTable fields() {
  using F = PlainFeedForward;
  return rows::field_table<F>(
      "act(up)", {rows::width_row<F>(), rows::activation_row<F>(UnaryFunction::GeluErf), rows::bias_row<F>()});
}

} // namespace

std::string_view feed_forward_id(const PlainFeedForward&) { return "plain"; }

Tensor record_feed_forward(LayerContext& context, Tensor x, const PlainFeedForward& part) {
  const Tensor up = context.linear("up_proj", x, part.width, part.bias);
  return context.linear("down_proj", context.graph.unary(up, part.activation), context.model.hidden, part.bias);
}

FeedForwardKind feed_forward::plain() { return {.id = "plain", .fields = fields()}; }

} // namespace pareto
