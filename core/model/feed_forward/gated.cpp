// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/gated.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

namespace pareto {

namespace {

FieldTable fields() {
  using F = GatedFeedForward;
  return rows::field_table<F>(
      "act(gate) * up",
      {rows::width_row<F>(), rows::activation_row<F>(UnaryFunction::Silu), rows::bias_row<F>(),
       rows::fixed("gate_scale", &F::gate_scale, "has a scaled gate, which a blueprint cannot describe.")});
}

} // namespace

std::string_view feed_forward_id(const GatedFeedForward&) { return "gated"; }

Tensor record_feed_forward(LayerContext& context, Tensor x, const GatedFeedForward& part) {
  const Tensor linear = context.linear("gate_proj", x, part.width, part.bias),
               gate = part.gate_scale == 1 ? linear : context.graph.scale(linear, part.gate_scale),
               up = context.linear("up_proj", x, part.width, part.bias);
  return context.linear("down_proj", context.graph.gated(gate, up, part.activation), context.model.hidden, part.bias);
}

FeedForward swiglu(int64_t width) { return GatedFeedForward{width}; }

FeedForwardKind feed_forward::gated() { return {.id = "gated", .fields = fields()}; }

} // namespace pareto
