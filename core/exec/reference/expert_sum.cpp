// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_t = sum over the choices j of w_tj x_place(t,j)
void expert_sum(const Step& step) {
  const View x = input(step, 0), weights = input(step, 1), place = input(step, 2), y = output(step);
  y.dense(1).setZero();
  for (int64_t b = 0; b < place.extent(0); ++b)
    for (int64_t t = 0; t < place.extent(1); ++t)
      for (int64_t j = 0; j < place.extent(2); ++j)
        y.row(b, t) += (weights ? weights(b, t, j) : 1) * x.row(static_cast<int64_t>(place(b, t, j)));
}

} // namespace pareto::reference
