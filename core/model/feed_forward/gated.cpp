// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/gated.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

namespace pareto {

namespace {

FieldTable gated_fields() {
  using F = GatedFeedForward;
  constexpr const char* kGate =
      "has a scaled, cut or adapted gate or a norm inside, which a blueprint cannot describe.";
  return rows::field_table<F>(
      "act(gate) * up",
      {rows::width_row<F>(), rows::activation_row<F>(UnaryFunction::Silu), rows::bias_row<F>(),
       rows::fixed("gate_scale", &F::gate_scale, kGate), rows::fixed("inner_norm", &F::inner_norm, kGate),
       rows::fixed("sparse", &F::sparse, kGate), rows::fixed("cut", &F::cut, kGate),
       rows::fixed("adapter_rank", &F::adapter_rank, kGate), rows::fixed("adapter", &F::adapter, kGate)});
}

/// relu(x - mean - cut std) of each token's channels, the deviation that of all of them.
Tensor above_cut(Graph& g, Tensor x, float cut) {
  const float share = 1 / static_cast<float>(x.shape.back());
  const Tensor centred = g.sub(x, g.scale(g.reduce_sum(x), share));
  const Tensor variance = g.scale(g.reduce_sum(g.mul(centred, centred)), share);
  const Tensor deviation = g.unary(g.scale(g.unary(variance, UnaryFunction::Log), 0.5f), UnaryFunction::Exp);
  return g.unary(g.sub(centred, g.scale(deviation, cut)), UnaryFunction::Relu);
}

} // namespace

std::string_view feed_forward_id(const GatedFeedForward&) { return "gated"; }

Tensor record_feed_forward(LayerContext& context, Tensor x, const GatedFeedForward& part) {
  Graph& g = context.graph;
  Tensor gate = context.linear("gate_proj", x, part.width, part.bias),
         up = context.linear("up_proj", x, part.width, part.bias);
  if (part.adapter_rank > 0) {
    const std::string name = "adapters." + std::to_string(part.adapter) + ".";
    const Tensor low = context.linear(name + "down", x, part.adapter_rank);
    gate = g.add(gate, context.linear(name + "gate", low, part.width));
    up = g.add(up, context.linear(name + "up", low, part.width));
  }
  if (part.gate_scale != 1)
    gate = g.scale(gate, part.gate_scale);
  if (part.sparse)
    gate = above_cut(g, gate, part.cut);
  Tensor inside = g.gated(gate, up, part.activation);
  if (part.inner_norm > 0)
    inside = g.norm(inside, {NormKind::Rms, part.inner_norm, 0}, context.vector("norm.weight", {part.width}));
  return context.linear("down_proj", inside, context.model.hidden, part.bias);
}

FeedForward swiglu(int64_t width) { return GatedFeedForward{width}; }

FeedForwardKind feed_forward::gated() { return {.id = "gated", .fields = gated_fields()}; }

} // namespace pareto
