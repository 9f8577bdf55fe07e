// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"
#include "core/exec/reference/rotation.h"

namespace pareto::reference {

namespace {

/// The first or second elements of all rotated pairs of one head: (j, j + half), or interleaved (2j, 2j + 1).
Eigen::Map<ArrayXd, 0, Eigen::InnerStride<>> pairs(VectorMap head, bool interleaved, int64_t half, int64_t which) {
  return {head.data() + which * (interleaved ? 1 : half), half, Eigen::InnerStride<>(interleaved ? 2 : 1)};
}

/// One head's pairs by c + i s, the rest as it is.
void rotate_head(VectorMap x, bool interleaved, const ArrayXd& c, const ArrayXd& s, VectorMap y) {
  const auto p = pairs(x, interleaved, c.size(), 0), q = pairs(x, interleaved, c.size(), 1);
  y = x;
  pairs(y, interleaved, c.size(), 0) = p * c - q * s;
  pairs(y, interleaved, c.size(), 1) = q * c + p * s;
}

/// By each head's own angles.
void rotate_given(const Step& step, bool interleaved) {
  const View x = input(step, 0), cosine = input(step, 1), sine = input(step, 2), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b)
    for (int64_t t = 0; t < y.extent(1); ++t)
      for (int64_t h = 0; h < y.extent(2); ++h)
        rotate_head(x.row(b, t, h), interleaved, cosine.row(b, t, h).array(), sine.row(b, t, h).array(),
                    y.row(b, t, h));
}

} // namespace

void rotate(const Step& step, const RopeSpec& spec, double direction) {
  const auto& [interleaved, table] = spec;
  const View x = input(step, 0), y = output(step);
  const auto half = static_cast<int64_t>(table->inv_freq.size());
  for (int64_t b = 0; b < y.extent(0); ++b) {
    const bool is_long = !table->inv_freq_long.empty() && step.planned(b) > table->long_after;
    const Eigen::Map<const ArrayXd> theta((is_long ? table->inv_freq_long : table->inv_freq).data(), half);
    for (int64_t t = 0; t < y.extent(1); ++t) {
      const ArrayXd angle = direction * static_cast<double>(table->counted(step.position(b) + t)) * theta;
      const double factor = rope_factor(*table, step.position(b) + t);
      const ArrayXd c = factor * angle.cos(), s = factor * angle.sin();
      for (int64_t h = 0; h < y.extent(2); ++h)
        rotate_head(x.row(b, t, h), interleaved, c, s, y.row(b, t, h));
    }
  }
}

/// (p + iq) -> a e^{i m theta_j} (p + iq) at position m, channels behind the pairs unchanged (RoFormer, arXiv
/// 2104.09864, eq. 34; factor a: YaRN, arXiv 2309.00071).
void rope(const Step& step) {
  const auto& spec = step.spec<RopeSpec>();
  spec.table ? rotate(step, spec, 1) : rotate_given(step, spec.interleaved);
}

} // namespace pareto::reference
