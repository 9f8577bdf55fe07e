// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

namespace pareto {

/// Elementwise y = f(x); a and b are the parameters of those functions that have some.
struct UnarySpec {
  UnaryFunction function = UnaryFunction::Identity;
  float a = 1;
  float b = 0;
  bool operator==(const UnarySpec&) const = default;
};

/// One element in double: what folding and the reference compute.
double apply_unary(const UnarySpec& spec, double x);

} // namespace pareto
