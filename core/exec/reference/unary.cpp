// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = f(x)
void unary(const Step& step) { output(step).dense(1).array() = apply(step.spec<UnarySpec>(), input(step, 0).copy()); }

} // namespace pareto::reference
