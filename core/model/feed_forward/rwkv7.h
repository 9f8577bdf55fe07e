// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"
#include "core/model/feed_forward.h"

namespace pareto {

/// RWKV-7 channel mixing. arXiv 2503.14456.
struct Rwkv7FeedForward {
  int64_t width = 0; ///< inside
};

std::string_view feed_forward_id(const Rwkv7FeedForward& part);
Tensor record_feed_forward(LayerContext& context, Tensor x, const Rwkv7FeedForward& part);

} // namespace pareto
