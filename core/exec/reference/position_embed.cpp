// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_t = P[position of t]; learned positions of GPT-2 (Radford et al. 2019).
void position_embed(const Step& step) {
  const View table = input(step, 0), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b)
    y.matrix(b).topRows(step.count(b)) = table.matrix().middleRows(step.position(b), step.count(b));
}

} // namespace pareto::reference
