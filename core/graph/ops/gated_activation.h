// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

namespace pareto {

/// y = activation(gate) * up, elementwise.
struct GatedActivationSpec {
  UnaryFunction activation = UnaryFunction::Silu;
  bool operator==(const GatedActivationSpec&) const = default;
};

} // namespace pareto
