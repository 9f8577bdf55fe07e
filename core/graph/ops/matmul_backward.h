// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Gradients of y = x W^T + bias: dx = dy W, dW = dy^T x, dbias = sum of dy over rows.
/// inputs: dy, then those of matmul; outputs: one for each of these that is present.
struct MatmulBackwardSpec {
  bool operator==(const MatmulBackwardSpec&) const = default;
};

} // namespace pareto
