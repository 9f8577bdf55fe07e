// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/gated_norm.h"

namespace pareto {

/// Gradients of a gated norm, from those of its norm, product and activation. inputs: dy, then x, gate and weight of
/// gated_norm; outputs: one for each of these that is present.
struct GatedNormBackwardSpec {
  GatedNormSpec of;
  bool operator==(const GatedNormBackwardSpec&) const = default;
};

} // namespace pareto
