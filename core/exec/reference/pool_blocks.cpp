// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y_t = mean, or least and greatest, of x_s over the s of t's block up to t (mean: MoBA, arXiv 2502.13189,
/// section 2.2; bounds: Quest, 2406.10774, section 3.3). The state is the sum, or the bounds, of the block that is not
/// finished.
void pool_blocks(const Step& step) {
  const auto& spec = step.spec<PoolBlocksSpec>();
  const View x = input(step, 0), y = output(step);
  const int64_t heads = x.extent(2), width = x.extent(3);
  for (int64_t b = 0; b < x.extent(0); ++b) {
    std::vector<double> state = step.state(0, b);
    for (int64_t h = 0; h < heads; ++h) {
      VectorMap held(state.data() + h * y.extent(3), y.extent(3));
      for (int64_t t = 0; t < step.count(b); ++t) {
        const int64_t before = (step.position(b) + t) % spec.block; // tokens of the block
        const VectorXd present = x.row(b, t, h);
        if (spec.summary == BlockSummary::Mean) {
          held = before == 0 ? present : VectorXd(held + present);
          y.row(b, t, h) = held / static_cast<double>(before + 1);
          continue;
        }
        held.head(width) = before == 0 ? present : VectorXd(held.head(width).cwiseMin(present));
        held.tail(width) = before == 0 ? present : VectorXd(held.tail(width).cwiseMax(present));
        y.row(b, t, h) = held;
      }
    }
    step.keep(0, b, std::move(state));
  }
}

} // namespace pareto::reference
