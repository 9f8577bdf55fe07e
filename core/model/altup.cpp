// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/altup.h"

#include <cfloat>
#include <string>

namespace pareto::altup {

namespace {

constexpr float kLeastPower = 1e-5f; ///< mean square below which a stream is not made louder

Tensor mean_square(Graph& g, Tensor x) {
  return g.scale(g.reduce_sum(g.mul(x, x)), 1 / static_cast<float>(x.shape.back()));
}

/// x with the root mean square of `other`.
Tensor as_loud_as(Graph& g, Tensor x, Tensor other) {
  const Tensor own = g.unary(mean_square(g, x), UnaryFunction::Clamp, kLeastPower, FLT_MAX);
  const Tensor ratio = g.sub(g.unary(mean_square(g, other), UnaryFunction::Log), g.unary(own, UnaryFunction::Log));
  return g.mul(x, g.unary(g.scale(ratio, 0.5f), UnaryFunction::Exp));
}

/// tanh(router(rms(x) / hidden)), one number for each stream.
Tensor modes(LayerContext& context, Tensor x) {
  Graph& g = context.graph;
  const ModelSpec& model = context.model;
  const Tensor normed =
      g.norm(x, {NormKind::Rms, model.norm.eps, 0}, context.vector("altup.norm.weight", {model.hidden}));
  const Tensor small = g.scale(normed, 1 / static_cast<float>(model.hidden));
  return g.unary(context.linear("altup.router", small, model.streams.count), UnaryFunction::Tanh);
}

} // namespace

Streams begin(LayerContext& context, Tensor embedding) {
  Streams streams{embedding};
  for (int64_t i = 1; i < context.model.streams.count; ++i)
    streams.push_back(
        as_loud_as(context.graph,
                   context.linear("altup.begin." + std::to_string(i - 1), embedding, context.model.hidden), embedding));
  return streams;
}

Streams predict(LayerContext& context, const Streams& streams) {
  Graph& g = context.graph;
  const auto count = static_cast<int64_t>(streams.size());
  const Tensor m = modes(context, streams[static_cast<size_t>(context.model.streams.active)]);
  const Tensor c = context.linear("altup.prediction", m, count * count);
  Streams predicted = streams;
  for (int64_t q = 0; q < count; ++q)
    for (int64_t p = 0; p < count; ++p) {
      Tensor& sum = predicted[static_cast<size_t>(q)];
      sum = g.add(sum, g.mul(streams[static_cast<size_t>(p)], c.slice(2, q * count + p, 1)));
    }
  return predicted;
}

Streams correct(LayerContext& context, const Streams& predicted, Tensor y) {
  Graph& g = context.graph;
  const auto count = static_cast<int64_t>(predicted.size());
  const Tensor c = g.unary(context.linear("altup.correction", modes(context, y), count), UnaryFunction::Affine, 1, 1);
  const Tensor moved = g.sub(y, predicted[static_cast<size_t>(context.model.streams.active)]);
  Streams corrected = predicted;
  for (int64_t q = 0; q < count; ++q)
    corrected[static_cast<size_t>(q)] = g.add(corrected[static_cast<size_t>(q)], g.mul(moved, c.slice(2, q, 1)));
  return corrected;
}

Tensor end(LayerContext& context, const Streams& streams) {
  Graph& g = context.graph;
  Tensor sum = streams.front();
  for (size_t i = 1; i < streams.size(); ++i)
    sum =
        g.add(sum, as_loud_as(g, context.linear("altup.end." + std::to_string(i - 1), streams[i], context.model.hidden),
                              streams.front()));
  return g.scale(sum, 1 / static_cast<float>(streams.size()));
}

} // namespace pareto::altup
