// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// Y_e = X_e W_e^T + 1 b_e^T for the rows of every expert e
void expert_matmul(const Step& step) {
  const View x = input(step, 0), weight = input(step, 1), bias = input(step, 2), offsets = input(step, 3);
  const int64_t out = output(step).extent(1);
  MatrixMap y = output(step).dense(out);
  y.setZero();
  const int64_t experts = step.spec<ExpertMatmulSpec>().experts;
  const auto begin = [&](int64_t e) { return offsets ? static_cast<int64_t>(offsets(e)) : x.extent(0) / experts * e; };
  for (int64_t e = 0; e < experts; ++e) {
    const int64_t first = begin(e), count = begin(e + 1) - first;
    auto rows = y.middleRows(first, count);
    rows.noalias() = x.matrix().middleRows(first, count) * weight.matrix().middleRows(e * out, out).transpose();
    if (bias)
      rows.rowwise() += bias.copy().matrix().segment(e * out, out).transpose();
  }
}

} // namespace pareto::reference
