// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/reference/step.h"

namespace pareto::reference {

/// One function for each operation of the list, in <name>.cpp, which states its equation. An operation without one does
/// not link.
#define PARETO_RUN(Name, name) void name(const Step& step);
PARETO_OPERATIONS(PARETO_RUN)
#undef PARETO_RUN

/// Computes the outputs of the step's node.
void run_node(const Step& step);

} // namespace pareto::reference
