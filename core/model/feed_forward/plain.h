// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"
#include "core/model/feed_forward.h"

namespace pareto {

/// down(act(up x)).
struct PlainFeedForward {
  int64_t width = 0; ///< inside
  UnaryFunction activation = UnaryFunction::GeluErf;
  bool bias = false; ///< of all its projections
  /// xIELU with learned slopes in place of the activation (arXiv 2411.13010).
  bool xielu = false;
};

std::string_view feed_forward_id(const PlainFeedForward& part);
Tensor record_feed_forward(LayerContext& context, Tensor x, const PlainFeedForward& part);

} // namespace pareto
