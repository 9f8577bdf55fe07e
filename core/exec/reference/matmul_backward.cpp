// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// dX = dY W, dW = dY^T X, db = dY^T 1
void matmul_backward(const Step& step) {
  const View weight = input(step, 2);
  const RowMatrix dy = input(step, 0).copy(weight.extent(0)), x = input(step, 1).copy(weight.extent(1));
  const std::vector<View> d = gradients(step);
  d[0].dense(x.cols()).noalias() = dy * weight.matrix();
  d[1].dense(x.cols()).noalias() = dy.transpose() * x;
  if (d[2])
    d[2].dense(dy.cols()) = dy.colwise().sum();
}

} // namespace pareto::reference
