// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/targets.h"

namespace pareto::reference {

/// dl = (softmax(l) - one at y) dloss / number of targets
void cross_entropy_backward(const Step& step) {
  const View logits = input(step, 1), dlogits = gradients(step)[0];
  const std::vector<Target> targets = counted(step, input(step, 2));
  const double share = input(step, 0)(int64_t{0}) / static_cast<double>(targets.size());
  for (const auto& [b, t, id] : targets) {
    const ArrayXd p = (logits.row(b, t).array() - logits.row(b, t).maxCoeff()).exp();
    dlogits.row(b, t) = share * p / p.sum();
    dlogits(b, t, id) -= share;
  }
}

} // namespace pareto::reference
