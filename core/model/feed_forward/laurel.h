// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feed_forward.h"

namespace pareto {

/// x + norm(right(left x)), a residual of low rank beside a layer's own. LAuReL, arXiv 2411.07501.
struct LaurelFeedForward {
  int64_t rank = 64;
};

std::string_view feed_forward_id(const LaurelFeedForward& part);
Tensor record_feed_forward(LayerContext& context, Tensor x, const LaurelFeedForward& part);

} // namespace pareto
