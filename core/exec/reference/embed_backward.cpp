// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// dE[token_t] += dy_t
void embed_backward(const Step& step) {
  const View dy = input(step, 0), table = gradients(step)[1];
  for (int64_t b = 0; b < dy.extent(0); ++b)
    for (int64_t t = 0; t < step.count(b); ++t)
      table.row(step.token(b, t)) += dy.row(b, t);
}

} // namespace pareto::reference
