// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_t = f(b + sum over j of w_j x_{t-W+1+j}), channel by channel; the state holds the last W - 1 inputs.
void causal_conv(const Step& step) {
  const auto& spec = step.spec<ConvSpec>();
  const View x = input(step, 0), weight = input(step, 1), bias = input(step, 2), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    const int64_t count = step.count(b);
    const RowMatrix line = with_past(step, 0, b, spec.width - 1, x.matrix(b).topRows(count));
    RowArray sum = RowArray::Zero(count, x.extent(2));
    if (bias)
      sum.rowwise() += bias.row().transpose().array();
    for (int64_t j = 0; j < spec.width; ++j)
      sum += line.middleRows(j, count).array().rowwise() * weight.matrix().col(j).transpose().array();
    y.matrix(b).topRows(count) = sum.unaryExpr([&](double element) { return apply_unary({spec.activation}, element); });
    step.keep(0, b, as_state(line.bottomRows(spec.width - 1)));
  }
}

} // namespace pareto::reference
