// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// Y = X W^T + 1 b^T
void matmul(const Step& step) {
  const View weight = input(step, 1), bias = input(step, 2);
  const RowMatrix x = input(step, 0).copy(weight.extent(1));
  MatrixMap y = output(step).dense(weight.extent(0));
  y.noalias() = x * weight.matrix().transpose();
  if (bias)
    y.rowwise() += bias.copy().matrix().transpose();
}

} // namespace pareto::reference
