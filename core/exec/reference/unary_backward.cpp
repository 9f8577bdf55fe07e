// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// dx = dy f'(x)
void unary_backward(const Step& step) {
  output(step).dense(1).array() =
      input(step, 0).copy() * slope(step.spec<UnaryBackwardSpec>().of, input(step, 1).copy());
}

} // namespace pareto::reference
