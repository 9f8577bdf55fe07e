// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <algorithm>

namespace pareto::reference {

/// y = the first index at which x is greatest
void arg_max(const Step& step) {
  const View x = input(step, 0);
  const RowMatrix rows = x.copy(x.extent(-1));
  MatrixMap y = output(step).dense(1);
  for (int64_t i = 0; i < rows.rows(); ++i)
    y(i, 0) = static_cast<double>(std::max_element(rows.row(i).begin(), rows.row(i).end()) - rows.row(i).begin());
}

} // namespace pareto::reference
