// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/laurel.h"

#include "core/model/feed_forward/list.h"
#include "core/model/feed_forward/shared.h"

namespace pareto {

std::string_view feed_forward_id(const LaurelFeedForward&) { return "laurel"; }

Tensor record_feed_forward(LayerContext& context, Tensor x, const LaurelFeedForward& part) {
  Graph& g = context.graph;
  const int64_t hidden = context.model.hidden;
  const Tensor low = context.linear("right", context.linear("left", x, part.rank), hidden);
  return g.add(x, g.norm(low, {NormKind::Rms, context.model.norm.eps, 0}, context.vector("norm.weight", {hidden})));
}

FeedForwardKind feed_forward::laurel() {
  using F = LaurelFeedForward;
  return {.id = "laurel",
          .fields = rows::field_table<F>("a residual of low rank (LAuReL)",
                                         {rows::whole("rank", &F::rank, ranges::kRank).means("between its matrices")})};
}

} // namespace pareto
