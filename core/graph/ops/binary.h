// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

namespace pareto {

/// Elementwise z = f(x, y) over two views of one shape (broadcast before).
struct BinarySpec {
  BinaryFunction function = BinaryFunction::Add;
  bool operator==(const BinarySpec&) const = default;
};

/// One element in double: what folding and the reference compute.
double apply_binary(BinaryFunction function, double x, double y);

} // namespace pareto
