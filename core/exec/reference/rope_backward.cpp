// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/rotation.h"

namespace pareto::reference {

/// dx = the rotation of dy by the opposite angle: rotations are orthogonal, and the factor a stays.
void rope_backward(const Step& step) { rotate(step, step.spec<RopeBackwardSpec>().of, -1); }

} // namespace pareto::reference
