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
  VectorMap worths;

  void move(int64_t from, int64_t to) {
    keys.row(to) = keys.row(from);
    values.row(to) = values.row(from);
    worths(to) = worths(from);
  }
};

/// Where the token goes that has the place of the one at `position`, of key heads that choose as one; its own place:
/// nowhere.
int64_t next_place(const EvictingAttentionSpec& spec, int64_t position, const std::vector<Kept>& heads, int64_t first,
                   int64_t count) {
  const int64_t place = position % spec.recent;
  if (position < spec.recent || position < spec.budget)
    return position < spec.recent ? place : position;
  if (spec.budget == spec.recent)
    return place;
  VectorXd worths = VectorXd::Zero(spec.budget);
  for (int64_t h = first; h < first + count; ++h)
    worths += heads[static_cast<size_t>(h)].worths;
  Eigen::Index least = 0;
  const double worth = worths.tail(spec.budget - spec.recent).minCoeff(&least);
  return worths(place) > worth ? spec.recent + least : place;
}

} // namespace

/// o = sum over what is kept of softmax(scale q . k) v, whose weights are what tokens are worth (H2O, arXiv 2306.14048;
/// TOVA, 2401.06104).
void evicting_attention(const Step& step) {
  const auto& spec = step.spec<EvictingAttentionSpec>();
  const View q = input(step, 0), k = input(step, 1), v = input(step, 2), y = output(step);
  const int64_t heads = k.extent(2), group = q.extent(2) / heads, keys = k.extent(3), width = v.extent(3),
                choosing = spec.choosing(heads);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> all_keys = step.state(kEvictingKeys, b), all_values = step.state(kEvictingValues, b),
                        all_worths = step.state(kEvictingWorths, b);
    std::vector<Kept> all;
    for (int64_t h = 0; h < heads; ++h)
      all.push_back({{all_keys.data() + h * spec.budget * keys, spec.budget, keys},
                     {all_values.data() + h * spec.budget * width, spec.budget, width},
                     {all_worths.data() + h * spec.budget, spec.budget}});
    for (int64_t t = 0; t < step.count(b); ++t) {
      const int64_t position = step.position(b) + t, place = position % spec.recent,
                    held = std::min(position + 1, spec.budget);
      for (int64_t first = 0; first < heads; first += choosing) {
        const int64_t to = next_place(spec, position, all, first, choosing);
        for (int64_t h = first; h < first + choosing; ++h) {
          Kept& kept = all[static_cast<size_t>(h)];
          kept.move(place, to);
          kept.keys.row(place) = k.row(b, t, h);
          kept.values.row(place) = v.row(b, t, h);
          kept.worths(place) = 0;
          VectorXd given = VectorXd::Zero(held);
          for (int64_t i = h * group; i < (h + 1) * group; ++i) {
            const ArrayXd logits = static_cast<double>(spec.scale) * (kept.keys.topRows(held) * q.row(b, t, i)).array();
            ArrayXd p = (logits - logits.maxCoeff()).exp();
            p /= logits.isFinite().all() ? p.sum() : NAN;
            y.row(b, t, i) = kept.values.topRows(held).transpose() * p.matrix();
            given += p.matrix();
          }
          if (spec.by == EvictBy::Last)
            kept.worths.setZero();
          kept.worths.head(held) += given;
        }
      }
    }
    step.keep(kEvictingKeys, b, std::move(all_keys));
    step.keep(kEvictingValues, b, std::move(all_values));
    step.keep(kEvictingWorths, b, std::move(all_worths));
  }
}

} // namespace pareto::reference
