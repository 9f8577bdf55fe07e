// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_t = x_{t-1} (RWKV, arXiv 2305.13048, section 3.1.1)
void token_shift(const Step& step) {
  const View x = input(step, 0), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    const int64_t count = step.count(b);
    const RowMatrix line = with_past(step, 0, b, 1, x.matrix(b).topRows(count));
    y.matrix(b).topRows(count) = line.topRows(count);
    step.keep(0, b, as_state(line.bottomRows(1)));
  }
}

} // namespace pareto::reference
