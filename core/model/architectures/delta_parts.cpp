// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/delta_parts.h"

#include "core/model/architectures/shared.h"

#include <cmath>

namespace pareto::delta {

namespace {

const Init kRates{Init::Rule::LogUniform, 1, 16}, kSteps{Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1};

/// NAME.1 (NAME.0 x), or NAME x where the rank is 0. `bias`: of NAME.1.
Tensor low_rank(LayerContext& context, const std::string& name, Tensor x, int64_t rank, int64_t width, bool bias) {
  if (rank == 0)
    return context.linear(name, x, width);
  return context.linear(name + ".1", context.linear(name + ".0", x, rank), width, bias);
}

} // namespace

Tensor projection(LayerContext& context, const std::string& name, Tensor x, int64_t width, int64_t conv,
                  UnaryFunction activation) {
  const Tensor y = context.linear(name + "_proj", x, width);
  return conv > 0 ? context.conv(name + "_conv", y, conv, activation) : context.graph.unary(y, activation);
}

Tensor unit(Graph& graph, Tensor heads) { return graph.norm(heads, {NormKind::L2, 1e-6f, 0}); }

Tensor keys(LayerContext& context, const std::string& name, Tensor x, int64_t heads, int64_t width, int64_t conv) {
  return unit(context.graph, context.heads(projection(context, name, x, heads * width, conv), heads));
}

Tensor values(LayerContext& context, Tensor x, int64_t heads, int64_t width, int64_t conv) {
  return context.heads(projection(context, "v", x, heads * width, conv), heads);
}

Tensor strength(LayerContext& context, const std::string& name, Tensor x, int64_t width, bool negative) {
  const Tensor beta = context.graph.unary(context.linear(name, x, width), UnaryFunction::Sigmoid);
  return negative ? context.graph.scale(beta, 2) : beta;
}

Tensor decay_of(LayerContext& context, Tensor raw, const std::string& suffix) {
  Graph& g = context.graph;
  const int64_t heads = raw.shape.back();
  const Tensor rate = g.scale(g.unary(context.vector("A_log" + suffix, {heads}, kRates), UnaryFunction::Exp), -1);
  const Tensor bias = context.vector("dt_bias" + suffix, {heads}, kSteps);
  return g.mul(g.unary(g.add(raw, bias), UnaryFunction::Softplus), rate);
}

Tensor head_decay(LayerContext& context, const std::string& name, Tensor x, int64_t heads, const std::string& suffix) {
  return decay_of(context, context.linear(name, x, heads), suffix);
}

Tensor key_decay(LayerContext& context, Tensor x, int64_t heads, int64_t keys, int64_t rank, float lower_bound) {
  Graph& g = context.graph;
  const Tensor rate = g.unary(context.vector("A_log", {heads}, kRates), UnaryFunction::Exp).reshape({heads, 1});
  const Tensor raw = low_rank(context, "f_proj", x, rank, heads * keys, false);
  const Tensor f = context.heads(g.add(raw, context.vector("dt_bias", {heads * keys}, kSteps)), heads);
  if (lower_bound < 0)
    return g.scale(g.unary(g.mul(f, rate), UnaryFunction::Sigmoid), lower_bound);
  return g.mul(g.unary(f, UnaryFunction::Softplus), g.scale(rate, -1));
}

Tensor low_rank_gated_output(LayerContext& context, Tensor o, Tensor x, int64_t rank, float eps, bool bias) {
  const int64_t heads = o.shape[2], width = o.shape[3];
  const Tensor gate = low_rank(context, "g_proj", x, rank, heads * width, bias);
  const Tensor y = context.graph.gated_norm(o, context.heads(gate, heads), context.vector("o_norm.weight", {width}),
                                            {{NormKind::Rms, eps, 0}, UnaryFunction::Sigmoid, false});
  return context.linear("o_proj", context.merge(y), context.model.hidden);
}

float scale_of(int64_t width) { return 1 / std::sqrt(static_cast<float>(width)); }

} // namespace pareto::delta
