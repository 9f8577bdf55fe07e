// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// dP[position of t] += dy_t
void position_embed_backward(const Step& step) {
  const View dy = input(step, 0), table = gradients(step)[0];
  for (int64_t b = 0; b < dy.extent(0); ++b)
    table.matrix().middleRows(step.position(b), step.count(b)) += dy.matrix(b).topRows(step.count(b));
}

} // namespace pareto::reference
