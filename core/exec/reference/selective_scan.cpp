// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// d = softplus(delta + bias), h = e^{d A} h + (d u) B^T, y = (h C + D u) silu(z), of all channels at once: h [Di,N]
/// (Mamba, arXiv 2312.00752, algorithm 2).
void selective_scan(const Step& step) {
  const View u = input(step, kScanU), delta = input(step, kScanDelta), a = input(step, kScanA),
             bs = input(step, kScanB);
  const View c = input(step, kScanC), skip = input(step, kScanD), z = input(step, kScanZ),
             bias = input(step, kScanBias);
  const View y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> state = step.state(0, b);
    Eigen::Map<RowMatrix> h(state.data(), a.extent(0), a.extent(1));
    for (int64_t t = 0; t < step.count(b); ++t) {
      VectorXd raw = delta.row(b, t);
      if (bias)
        raw += bias.row();
      const ArrayXd d = apply({UnaryFunction::Softplus}, raw.array()), x = u.row(b, t).array();
      h = (a.matrix().array().colwise() * d).exp() * h.array();
      h += (d * x).matrix() * bs.row(b, t).transpose();
      y.row(b, t) = h * c.row(b, t);
      if (skip)
        y.row(b, t).array() += skip.row().array() * x;
      if (z)
        y.row(b, t).array() *= apply({UnaryFunction::Silu}, z.row(b, t).array());
    }
    step.keep(0, b, std::move(state));
  }
}

} // namespace pareto::reference
