// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_l = exp(x_l) / sum over l, of every column of a [L,D] tensor of weights
void softmax(const Step& step) {
  const View x = input(step, 0);
  RowArray y = x.copy(x.extent(-1)).array();
  y = (y.rowwise() - y.colwise().maxCoeff()).exp();
  output(step).dense(y.cols()) = y.rowwise() / y.colwise().sum();
}

} // namespace pareto::reference
