// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// Y_h = X_h W_h + 1 b_h^T for every head or block h (Griffin's gates, arXiv 2402.19427).
void block_matmul(const Step& step) {
  const View x = input(step, 0), weight = input(step, 1), bias = input(step, 2), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b)
    for (int64_t h = 0; h < y.extent(2); ++h) {
      y.head(b, h).noalias() = x.head(b, h) * weight.matrix(h);
      if (bias)
        y.head(b, h).rowwise() += bias.row(h).transpose();
    }
}

} // namespace pareto::reference
