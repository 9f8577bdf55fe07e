// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/softmax_attention.h"

namespace pareto::reference {

/// o_t = sum over the visible s of softmax_s(scale q_t . k_s) v_s (arXiv 1706.03762, eq. 1). The cache holds every k
/// and v so far, heads side by side; of latent attention every k, whose first channels are v (arXiv 2405.04434).
void attention(const Step& step) {
  const auto& spec = step.spec<AttentionSpec>();
  const View q = input(step, 0), sink = input(step, 3), y = output(step);
  const int64_t group = q.extent(2) / step.node.inputs[1].shape[2];
  for (int64_t b = 0; b < q.extent(0); ++b) {
    const RowMatrix keys = cached(step, 0, b), values = spec.value_prefix > 0 ? keys : cached(step, 1, b);
    const int64_t wide = spec.value_prefix > 0 ? q.extent(3) : y.extent(3); // of a value where it is kept
    for (int64_t t = 0; t < step.count(b); ++t) {
      const std::vector<int64_t> seen = visible(spec, step.position(b) + t, keys.rows());
      for (int64_t h = 0; h < q.extent(2); ++h) {
        const RowMatrix k = keys(seen, columns_of(h / group, q.extent(3))),
                        v = values(seen, columns_of(h / group, wide, y.extent(3)));
        y.row(b, t, h) = v.transpose() * probabilities(spec, k * q.row(b, t, h), sink ? &sink(h) : nullptr);
      }
    }
    step.keep(0, b, as_state(keys));
    if (spec.value_prefix == 0)
      step.keep(1, b, as_state(values));
  }
}

} // namespace pareto::reference
