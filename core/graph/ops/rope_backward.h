// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"

namespace pareto {

/// The gradient of a rotation is the rotation back, by the same factor. input: dy [B,T,H,D].
struct RopeBackwardSpec {
  RopeSpec of;
  bool operator==(const RopeBackwardSpec&) const = default;
};

} // namespace pareto
