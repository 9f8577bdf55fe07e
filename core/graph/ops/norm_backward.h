// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/norm.h"

namespace pareto {

/// Gradients of y = w norm(x) + b: dw = sum of dy norm(x), db = sum of dy, and with dn = w dy, for each group of N
/// channels, dx = f (dn - u (n . dn)), n = norm(x) = f x, u = n / N (rms; layer: centred afterwards), n (l2), sign(x)
/// (sum of absolutes), 1 (sum). inputs: dy, then those of norm; outputs: one for each of these that is present.
struct NormBackwardSpec {
  NormSpec of;
  bool operator==(const NormBackwardSpec&) const = default;
};

} // namespace pareto
