// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/shared.h"

namespace pareto {

Tensor repeat_heads(LayerContext& context, Tensor x, int64_t heads) {
  const int64_t own = x.shape[2];
  if (own == heads)
    return x;
  const Dims wide{context.batch(), context.tokens(), own, heads / own, x.shape[3]};
  const Tensor repeated = x.reshape({wide[0], wide[1], own, 1, wide[4]}).broadcast(wide);
  return context.graph.unary(repeated, UnaryFunction::Identity).reshape({wide[0], wide[1], heads, wide[4]});
}

Tensor gated_output(LayerContext& context, Tensor o, Tensor x, bool gate, float eps, UnaryFunction activation) {
  Graph& g = context.graph;
  const NormSpec norm{NormKind::Rms, eps, 0};
  const int64_t heads = o.shape[2], width = o.shape[3];
  const Tensor weight = context.vector("o_norm.weight", {width});
  if (gate)
    o = g.gated_norm(o, context.heads(context.linear("g_proj", x, heads * width), heads), weight,
                     {norm, activation, false});
  else
    o = g.norm(o, norm, weight);
  return context.linear("o_proj", context.merge(o), context.model.hidden);
}

Tensor bounded_log_forget(LayerContext& context, Tensor x) {
  Graph& g = context.graph;
  if (!context.lower_bound)
    return g.unary(x, UnaryFunction::LogSigmoid);
  const Tensor slack = g.unary(context.lower_bound, UnaryFunction::Affine, -1, 1);
  return g.unary(g.add(g.mul(g.unary(x, UnaryFunction::Sigmoid), slack), context.lower_bound), UnaryFunction::Log);
}

} // namespace pareto
