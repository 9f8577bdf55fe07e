// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"
#include "core/model/feed_forward.h"

namespace pareto {

/// Channel mixing of RWKV-4 to RWKV-6. arXiv 2305.13048, 2404.05892.
struct Rwkv6FeedForward {
  int64_t width = 0;         ///< inside
  bool weighs_token = false; ///< the learned weights are of the token, not of the one before it (RWKV-4)
};

std::string_view feed_forward_id(const Rwkv6FeedForward& part);
Tensor record_feed_forward(LayerContext& context, Tensor x, const Rwkv6FeedForward& part);

} // namespace pareto
