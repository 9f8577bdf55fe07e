// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feed_forward/moe.h"

#include <algorithm>

namespace pareto {

inline constexpr int64_t kFineExperts = 32, kFineShared = 1;

/// Many small experts beside a shared one (DeepSeekMoE, arXiv 2401.06066), balanced by a correction of the router's
/// scores (2412.19437). `width`: of all together, the shared one included.
inline FeedForward fine_experts(int64_t width) {
  MoeFeedForward part;
  part.experts = kFineExperts;
  part.chosen = 4;
  part.width = std::max<int64_t>(1, width / (kFineExperts + kFineShared));
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  part.shared_width = kFineShared * part.width;
  return part;
}

} // namespace pareto
