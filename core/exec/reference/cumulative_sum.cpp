// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_l = x_0 + ... + x_l, of every column of a [L,D] tensor of weights
void cumulative_sum(const Step& step) {
  const View x = input(step, 0);
  MatrixMap y = output(step).dense(x.extent(-1));
  y = x.copy(y.cols());
  for (int64_t l = 1; l < y.rows(); ++l)
    y.row(l) += y.row(l - 1);
}

} // namespace pareto::reference
