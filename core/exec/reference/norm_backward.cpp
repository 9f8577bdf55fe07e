// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/normalised.h"
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// dn = w dy, dx = norm'(x) dn, dw = sum of dy norm(x), db = sum of dy
void norm_backward(const Step& step) {
  const NormSpec& spec = step.spec<NormBackwardSpec>().of;
  const View weight = input(step, 2);
  const std::vector<View> d = gradients(step);
  const int64_t width = weight ? weight.elements() : 1;
  const RowMatrix dy = input(step, 0).copy(input(step, 0).extent(-1)), x = input(step, 1).copy(dy.cols());
  RowMatrix dn = dy;
  if (weight) {
    in_rows_of(width, dn).array().rowwise() *= weight.copy().transpose();
    d[1].dense(width) = sums(width, dy.cwiseProduct(normalised(spec, x)));
  }
  if (d[2])
    d[2].dense(d[2].elements()) = sums(d[2].elements(), dy);
  d[0].dense(dy.cols()) = normalised_backward(spec, x, dn);
}

} // namespace pareto::reference
