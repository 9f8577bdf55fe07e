// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/reference/reference_views.h"

#include <vector>

namespace pareto::reference {

/// A row of logits whose next token is known.
struct Target {
  int64_t sequence, token, id;
};

/// The rows that count: within their sequence's count, with a target that is not negative.
inline std::vector<Target> counted(const Step& step, const View& targets) {
  std::vector<Target> all;
  for (int64_t b = 0; b < targets.extent(0); ++b)
    for (int64_t t = 0; t < step.count(b); ++t)
      if (targets(b, t) >= 0)
        all.push_back({b, t, static_cast<int64_t>(targets(b, t))});
  return all;
}

} // namespace pareto::reference
