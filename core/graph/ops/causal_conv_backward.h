// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/causal_conv.h"

namespace pareto {

/// Gradients of y_t = f(s_t), s_t = bias + sum_j w_j x_{t-W+1+j}, from an empty past: with ds = dy f'(s), dw_j = sum_t
/// of ds_t x_{t-W+1+j}, dx_{t-W+1+j} = sum of w_j ds_t, dbias = sum of ds. inputs: dy, then those of causal_conv;
/// outputs: one for each of these that is present.
struct CausalConvBackwardSpec {
  ConvSpec of;
  bool operator==(const CausalConvBackwardSpec&) const = default;
};

} // namespace pareto
