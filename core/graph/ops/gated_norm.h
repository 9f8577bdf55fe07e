// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/norm.h"

namespace pareto {

/// A norm times an activated gate. inputs: x, gate, weight, all like NormSpec's.
struct GatedNormSpec {
  NormSpec norm;
  UnaryFunction activation = UnaryFunction::Silu;
  bool gate_first = false; ///< true: norm(x*act(g))*w (Mamba-2); false: norm(x)*w*act(g) (gated DeltaNet)
  bool operator==(const GatedNormSpec&) const = default;
};

} // namespace pareto
