// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/normalised.h"
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = w norm(x) + b
void norm(const Step& step) {
  const View x = input(step, 0), weight = input(step, 1), bias = input(step, 2);
  RowMatrix y = normalised(step.spec<NormSpec>(), x.copy(x.extent(-1)));
  if (weight)
    in_rows_of(weight.elements(), y).array().rowwise() *= weight.copy().transpose();
  if (bias)
    in_rows_of(bias.elements(), y).array().rowwise() += bias.copy().transpose();
  output(step).dense(y.cols()) = y;
}

} // namespace pareto::reference
