// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/targets.h"

#include <cmath>

namespace pareto::reference {

/// loss = mean over the targets y of ln(sum exp l) - l_y
void cross_entropy(const Step& step) {
  const View logits = input(step, 0);
  const std::vector<Target> targets = counted(step, input(step, 1));
  double sum = 0;
  for (const auto& [b, t, id] : targets) {
    const ArrayXd l = logits.row(b, t).array() - logits.row(b, t).maxCoeff();
    sum += std::log(l.exp().sum()) - l[id];
  }
  output(step)(int64_t{0}) = targets.empty() ? 0 : sum / static_cast<double>(targets.size());
}

} // namespace pareto::reference
