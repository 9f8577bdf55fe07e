// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <limits>

namespace pareto::reference {

/// y_t = E[token_t], or sum_v p_tv E_v
void embed(const Step& step) {
  const View from = input(step, 0), table = input(step, 1), y = output(step);
  const bool means = embeds_means(step.node);
  const int64_t rows = step.spec<EmbedSpec>().first_beyond ? table.extent(0) : std::numeric_limits<int64_t>::max();
  for (int64_t b = 0; b < y.extent(0); ++b)
    for (int64_t t = 0; t < step.count(b); ++t)
      if (means)
        y.row(b, t) = table.dense(y.extent(2)).transpose() * from.row(b, t);
      else
        y.row(b, t) = table.row(step.token(b, t) < rows ? step.token(b, t) : 0);
}

} // namespace pareto::reference
