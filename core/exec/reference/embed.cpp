// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_t = E[token_t]
void embed(const Step& step) {
  const View table = input(step, 1), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b)
    for (int64_t t = 0; t < step.count(b); ++t)
      y.row(b, t) = table.row(step.token(b, t));
}

} // namespace pareto::reference
