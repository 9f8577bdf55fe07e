// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <cmath>

namespace pareto::reference {

namespace {

/// x of (h + diag(ridge)) x = q by conjugate gradients from x = 0.
VectorXd solve(const RidgeSolveSpec& spec, const Eigen::Ref<const RowMatrix>& h, const VectorMap& ridge,
               const VectorMap& q) {
  const auto eps = static_cast<double>(spec.eps);
  VectorXd x = VectorXd::Zero(q.size()), residual = q, direction = q;
  double left = residual.squaredNorm();
  for (int64_t i = 0; i < spec.iterations && left > 0; ++i) {
    const VectorXd image = h * direction + ridge.cwiseProduct(direction);
    const double along = left / (direction.dot(image) + eps);
    x += along * direction;
    residual -= along * image;
    const double now = residual.squaredNorm();
    direction = residual + now / (left + eps) * direction;
    left = now;
  }
  return x;
}

} // namespace

/// H_t = e^{g_t} H_{t-1} + beta_t k_t k_t^T, then (H_t + diag(ridge)) x_t = q_t (MesaNet, arXiv 2506.05233, eq. 5).
void ridge_solve(const Step& step) {
  const auto& spec = step.spec<RidgeSolveSpec>();
  const View q = input(step, kRidgeQ), k = input(step, kRidgeK), beta = input(step, kRidgeBeta),
             log_decay = input(step, kRidgeLogDecay), ridge = input(step, kRidgeRidge), y = output(step);
  const int64_t heads = y.extent(2), keys = y.extent(3);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> state = step.state(0, b);
    for (int64_t t = 0; t < step.count(b); ++t)
      for (int64_t head = 0; head < heads; ++head) {
        Eigen::Map<RowMatrix> h(state.data() + head * keys * keys, keys, keys);
        const VectorMap key = k.row(b, t, head);
        h = std::exp(log_decay(b, t, head)) * h + beta(b, t, head) * key * key.transpose();
        y.row(b, t, head) = solve(spec, h, ridge.row(head), q.row(b, t, head));
      }
    step.keep(0, b, std::move(state));
  }
}

} // namespace pareto::reference
