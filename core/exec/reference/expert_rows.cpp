// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_p = x_t, t the token of the p-th choice in the order of experts
void expert_rows(const Step& step) {
  const View x = input(step, 0), offsets = input(step, 1), order = input(step, 2), y = output(step);
  const int64_t tokens = x.extent(1), chosen = y.extent(0) / (x.extent(0) * tokens),
                held = static_cast<int64_t>(offsets(offsets.extent(0) - 1));
  y.dense(1).setZero();
  for (int64_t p = 0; p < held; ++p) {
    const int64_t token = static_cast<int64_t>(order(p)) / chosen;
    y.row(p) = x.row(token / tokens, token % tokens);
  }
}

} // namespace pareto::reference
