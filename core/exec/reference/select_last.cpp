// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = x of the last valid token
void select_last(const Step& step) {
  const View x = input(step, 0), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b)
    y.row(b) = x.row(b, int64_t{step.count(b) - 1});
}

} // namespace pareto::reference
