// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

#include <cstdint>

namespace pareto {

/// Depthwise convolution over time, y_t = activation(bias + sum_j w_j x_{t-W+1+j}).
/// x [B,T,D], weight [D,W], bias? [D] -> [B,T,D]. State: the last inputs [W-1,D], oldest first (Replace).
struct ConvSpec {
  int64_t width = 4;
  UnaryFunction activation = UnaryFunction::Identity;
  bool operator==(const ConvSpec&) const = default;
};
using CausalConvSpec = ConvSpec;

} // namespace pareto
