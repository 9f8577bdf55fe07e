// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <cmath>

namespace pareto::reference {

/// [1, x, x_i x_j (i < j) and x_i^2 / sqrt(2)]: Based, arXiv 2402.18668, section 4.1, each pair once; the pairs alone,
/// times sqrt(2), without the Taylor expansion (ReBased, 2402.10644).
void pair_features(const Step& step) {
  const bool taylor = step.spec<PairFeaturesSpec>().taylor;
  const RowMatrix x = input(step, 0).copy(input(step, 0).extent(-1));
  MatrixMap y = output(step).dense(output(step).extent(-1));
  const int64_t first = taylor ? 1 + x.cols() : 0;
  if (taylor) {
    y.col(0).setOnes();
    y.middleCols(1, x.cols()) = x;
  }
  for (int64_t j = 0; j < x.cols(); ++j)
    for (int64_t i = 0; i <= j; ++i)
      y.col(first + j * (j + 1) / 2 + i) =
          (i == j ? std::sqrt(0.5) : 1.0) * (taylor ? 1.0 : std::sqrt(2.0)) * x.col(i).cwiseProduct(x.col(j));
}

} // namespace pareto::reference
