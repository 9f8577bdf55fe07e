// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/unary.h"

namespace pareto {

/// dx = dy f'(x). inputs: dy, x.
struct UnaryBackwardSpec {
  UnarySpec of;
  bool operator==(const UnaryBackwardSpec&) const = default;
};

/// f'(x) of one element in double; where f has a kink, its derivative from the right.
double unary_derivative(const UnarySpec& spec, double x);

} // namespace pareto
