// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/hyper_connections.h"

namespace pareto::hyper {

namespace {

/// Numbers along the last axis, which is the third, or the second where only the last token is left.
Tensor numbers_of(Tensor all, int64_t first, int64_t count) { return all.slice(all.shape.rank() - 1, first, count); }

/// What the streams side by side say, in `out` numbers.
Tensor seen(LayerContext& context, const std::string& name, const Streams& streams, int64_t out) {
  Tensor all = streams.front();
  for (size_t i = 1; i < streams.size(); ++i)
    all = context.graph.concat(all, streams[i]);
  return context.linear(name, context.graph.norm(all, {NormKind::Rms, context.model.norm.eps, 0}), out);
}

/// The numbers from `first` on, times the scale `which` and plus their base.
Tensor part(LayerContext& context, const std::string& name, Tensor numbers, int64_t first, int64_t count, int64_t which,
            int64_t scales) {
  Graph& g = context.graph;
  const Tensor scale = context.vector(name + ".scale", {scales}),
               base = context.vector(name + ".base", {numbers.shape.back()}, {Init::Rule::Zeros});
  return g.add(g.mul(numbers_of(numbers, first, count), scale.slice(0, which, 1)), base.slice(0, first, count));
}

Tensor shares(LayerContext& context, Tensor logits) {
  Graph& g = context.graph;
  return g.unary(g.unary(logits, UnaryFunction::Sigmoid), UnaryFunction::Affine, 1, context.model.streams.eps);
}

Tensor weighed(Graph& g, Tensor weights, int64_t first, int64_t step, const Streams& streams) {
  Tensor sum;
  for (size_t i = 0; i < streams.size(); ++i) {
    const Tensor term = g.mul(streams[i], numbers_of(weights, first + static_cast<int64_t>(i) * step, 1));
    sum = sum ? g.add(sum, term) : term;
  }
  return sum;
}

} // namespace

Connection connect(LayerContext& context, const std::string& name, const Streams& streams) {
  Graph& g = context.graph;
  const ParallelStreams& form = context.model.streams;
  const int64_t n = form.count;
  const Tensor numbers = seen(context, name, streams, n * (2 + n));
  NormSpec balanced{NormKind::Sinkhorn, form.eps, 0};
  balanced.turns = form.turns;
  return {shares(context, part(context, name, numbers, 0, n, 0, 3)),
          g.scale(g.unary(part(context, name, numbers, n, n, 1, 3), UnaryFunction::Sigmoid), 2),
          g.norm(part(context, name, numbers, 2 * n, n * n, 2, 3), balanced)};
}

Tensor read(Graph& graph, const Connection& connection, const Streams& streams) {
  return weighed(graph, connection.pre, 0, 1, streams);
}

Streams mix(Graph& graph, const Connection& connection, Tensor y, const Streams& streams) {
  const auto n = static_cast<int64_t>(streams.size());
  Streams mixed;
  for (int64_t i = 0; i < n; ++i)
    mixed.push_back(
        graph.add(graph.mul(y, numbers_of(connection.post, i, 1)), weighed(graph, connection.comb, i, n, streams)));
  return mixed;
}

Tensor end(LayerContext& context, const Streams& streams) {
  const auto n = static_cast<int64_t>(streams.size());
  const std::string name = "hyper";
  const Tensor numbers = seen(context, name, streams, n);
  return weighed(context.graph, shares(context, part(context, name, numbers, 0, n, 0, 1)), 0, 1, streams);
}

} // namespace pareto::hyper
