// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_t = P[position of t]; learned positions of GPT-2 (Radford et al. 2019).
void position_embed(const Step& step) {
  const View table = input(step, 0), y = output(step);
  const bool repeats = step.spec<PositionEmbedSpec>().repeats;
  for (int64_t b = 0; b < y.extent(0); ++b)
    for (int64_t t = 0; t < step.count(b); ++t) {
      const int64_t position = step.position(b) + t;
      y.row(b, t) = table.row(repeats ? position % table.extent(0) : position);
    }
}

} // namespace pareto::reference
