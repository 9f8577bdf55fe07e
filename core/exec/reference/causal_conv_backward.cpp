// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/convolved.h"
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// ds_t = dy_t f'(s_t), dw_j = sum over t of ds_t x_{t-W+1+j}, dx_{t-W+1+j} += w_j ds_t, db = sum of ds
void causal_conv_backward(const Step& step) {
  const ConvSpec& spec = step.spec<CausalConvBackwardSpec>().of;
  const View dy = input(step, 0), x = input(step, 1), weight = input(step, 2), bias = input(step, 3);
  const std::vector<View> d = gradients(step);
  for (int64_t b = 0; b < x.extent(0); ++b) {
    const int64_t count = step.count(b);
    RowMatrix line = RowMatrix::Zero(spec.width - 1 + count, x.extent(2)), dline = line;
    line.bottomRows(count) = x.matrix(b).topRows(count);
    const RowArray ds = dy.matrix(b).topRows(count).array() * slope({spec.activation}, convolved(line, weight, bias));
    for (int64_t j = 0; j < spec.width; ++j) {
      d[1].matrix().col(j) += (ds * line.middleRows(j, count).array()).colwise().sum().matrix().transpose();
      dline.middleRows(j, count).array() += ds.rowwise() * weight.matrix().col(j).transpose().array();
    }
    d[0].matrix(b).topRows(count) = dline.bottomRows(count);
    if (bias)
      d[2].row() += ds.colwise().sum().matrix().transpose();
  }
}

} // namespace pareto::reference
