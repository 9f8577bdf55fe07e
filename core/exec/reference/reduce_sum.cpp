// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = sum of x over the last axis
void reduce_sum(const Step& step) {
  const View x = input(step, 0);
  output(step).dense(1) = x.copy(x.extent(-1)).rowwise().sum();
}

} // namespace pareto::reference
