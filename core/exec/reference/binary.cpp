// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = f(x, z); broadcast axes have stride 0.
void binary(const Step& step) {
  const BinaryFunction function = step.spec<BinarySpec>().function;
  const auto f = [function](double x, double z) { return apply_binary(function, x, z); };
  output(step).dense(1).array() = input(step, 0).copy().binaryExpr(input(step, 1).copy(), f);
}

} // namespace pareto::reference
