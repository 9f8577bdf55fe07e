// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

#include <cstdint>

namespace pareto {

/// Depthwise convolution over time, y_t = activation(bias + sum_j w_j x_{t-W+1+j}).
/// x [B,T,D], weight [D,W], bias? [D] -> [B,T,D]. State: the last inputs [W-1,D], oldest first (Replace).
/// With offsets I32 [E+1] and order I32 [N] of a route x [1,N,D] has rows in the order of experts: each expert goes
/// through its own rows of a sequence, which follow one another for it, from a past of its own; rows of no expert give
/// zeros. State: [E (W-1),D] (mixture of memories, arXiv 2502.13685).
struct ConvSpec {
  int64_t width = 4;
  UnaryFunction activation = UnaryFunction::Identity;
  bool operator==(const ConvSpec&) const = default;
};
using CausalConvSpec = ConvSpec;

enum ConvInput : int { kConvX, kConvWeight, kConvBias, kConvOffsets, kConvOrder, kConvInputs };

} // namespace pareto
