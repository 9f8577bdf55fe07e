// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <algorithm>
#include <cmath>

namespace pareto::reference {

namespace {

/// What a key head keeps; rows as EvictingAttentionSpec has them.
struct Kept {
  Eigen::Map<RowMatrix> keys, values;
  VectorMap sums;

  void move(int64_t from, int64_t to) {
    keys.row(to) = keys.row(from);
    values.row(to) = values.row(from);
    sums(to) = sums(from);
  }

  /// The token at `position` takes its place; the one that has it moves on, or is gone.
  void take(const EvictingAttentionSpec& spec, int64_t position, const VectorMap& k, const VectorMap& v) {
    const int64_t place = position % spec.recent;
    if (position >= spec.recent && position < spec.budget) {
      move(place, position);
    } else if (position >= spec.recent && spec.budget > spec.recent) {
      Eigen::Index least = 0;
      const double sum = sums.tail(spec.budget - spec.recent).minCoeff(&least);
      if (sums(place) > sum)
        move(place, spec.recent + least);
    }
    keys.row(place) = k;
    values.row(place) = v;
    sums(place) = 0;
  }
};

} // namespace

/// o = sum over what is kept of softmax(scale q . k) v, whose weights are added to the sums (H2O, arXiv 2306.14048).
void evicting_attention(const Step& step) {
  const auto& spec = step.spec<EvictingAttentionSpec>();
  const View q = input(step, 0), k = input(step, 1), v = input(step, 2), y = output(step);
  const int64_t heads = k.extent(2), group = q.extent(2) / heads, keys = k.extent(3), width = v.extent(3);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> all_keys = step.state(kEvictingKeys, b), all_values = step.state(kEvictingValues, b),
                        all_sums = step.state(kEvictingSums, b);
    for (int64_t h = 0; h < heads; ++h) {
      Kept kept{{all_keys.data() + h * spec.budget * keys, spec.budget, keys},
                {all_values.data() + h * spec.budget * width, spec.budget, width},
                {all_sums.data() + h * spec.budget, spec.budget}};
      for (int64_t t = 0; t < step.count(b); ++t) {
        const int64_t position = step.position(b) + t, held = std::min(position + 1, spec.budget);
        kept.take(spec, position, k.row(b, t, h), v.row(b, t, h));
        VectorXd given = VectorXd::Zero(held);
        for (int64_t i = h * group; i < (h + 1) * group; ++i) {
          const ArrayXd logits = static_cast<double>(spec.scale) * (kept.keys.topRows(held) * q.row(b, t, i)).array();
          ArrayXd p = (logits - logits.maxCoeff()).exp();
          p /= logits.isFinite().all() ? p.sum() : NAN;
          y.row(b, t, i) = kept.values.topRows(held).transpose() * p.matrix();
          given += p.matrix();
        }
        kept.sums.head(held) += given;
      }
    }
    step.keep(kEvictingKeys, b, std::move(all_keys));
    step.keep(kEvictingValues, b, std::move(all_values));
    step.keep(kEvictingSums, b, std::move(all_sums));
  }
}

} // namespace pareto::reference
