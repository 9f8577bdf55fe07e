// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// Z = [X Y]
void concat(const Step& step) {
  const View x = input(step, 0), y = input(step, 1);
  MatrixMap z = output(step).dense(x.extent(-1) + y.extent(-1));
  z.leftCols(x.extent(-1)) = x.copy(x.extent(-1));
  z.rightCols(y.extent(-1)) = y.copy(y.extent(-1));
}

} // namespace pareto::reference
