// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = f(gate) u (GLU variants, arXiv 2002.05202).
void gated_activation(const Step& step) {
  output(step).dense(1).array() =
      apply({step.spec<GatedActivationSpec>().activation}, input(step, 0).copy()) * input(step, 1).copy();
}

} // namespace pareto::reference
