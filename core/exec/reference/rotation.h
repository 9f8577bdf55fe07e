// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/reference/step.h"

namespace pareto::reference {

/// Rotates the first input by each token's angles, in `direction` +1 or -1.
void rotate(const Step& step, const RopeSpec& spec, double direction);

} // namespace pareto::reference
