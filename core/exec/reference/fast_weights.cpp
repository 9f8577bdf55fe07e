// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <cmath>

namespace pareto::reference {

namespace {

using StateMatrix = Eigen::Map<RowMatrix>;

/// What a mini-batch has gathered of one head, and the model it is trained from.
struct Trained {
  StateMatrix weights, sum;
  VectorMap bias, bias_sum;
};

/// d/dz of 1/2 |norm(z) - v|^2 with norm(z) = weight z^ + bias, z^ = (z - mean) / sqrt(var + eps); norm(z) = z without.
VectorXd gradient(const VectorXd& z, const VectorMap& v, const VectorMap& weight, const VectorMap& bias, double eps) {
  if (weight.size() == 0)
    return z - v;
  const VectorXd centred = z.array() - z.mean();
  const double spread = std::sqrt(centred.squaredNorm() / static_cast<double>(z.size()) + eps);
  const VectorXd unit = centred / spread;
  const VectorXd by_unit = (weight.cwiseProduct(unit) + bias - v).cwiseProduct(weight);
  const double along = by_unit.dot(unit) / static_cast<double>(z.size());
  return ((by_unit.array() - by_unit.mean()).matrix() - along * unit) / spread;
}

/// One sequence of the step with its inputs.
struct Reading {
  const Step& step;
  View q = input(step, kFastQ), k = input(step, kFastK), v = input(step, kFastV), steps = input(step, kFastStep),
       rate = input(step, kFastRate), weight = input(step, kFastNormWeight), bias = input(step, kFastNormBias),
       momentum = input(step, kFastMomentum), keep = input(step, kFastKeep), y = output(step);

  /// W, b as their mini-batch began; the sums include this token (TTT, arXiv 2407.04620, eq. 4 and 7).
  void batches(int64_t b, int64_t t, int64_t h, Trained& model) const {
    const auto& spec = step.spec<FastWeightsSpec>();
    const VectorMap key = k.row(b, t, h), query = q.row(b, t, h);
    const VectorXd answer = model.weights.transpose() * key + model.bias;
    const VectorXd slope = (rate ? rate(b, t, h) : 1) * gradient(answer, v.row(b, t, h), weight.row(h), bias.row(h),
                                                                 static_cast<double>(spec.norm_eps));
    model.sum += key * slope.transpose();
    model.bias_sum += slope;
    const double size = steps(b, t, h);
    y.row(b, t, h) = (model.weights - size * model.sum).transpose() * query + model.bias - size * model.bias_sum;
    if ((step.position(b) + t + 1) % spec.mini_batch != 0)
      return;
    model.weights -= size * model.sum;
    model.bias -= size * model.bias_sum;
    model.sum.setZero();
    model.bias_sum.setZero();
  }

  /// Titans, arXiv 2501.00663, eq. 13 and 14, of a linear memory.
  void with_momentum(int64_t b, int64_t t, int64_t h, Trained& model) const {
    const VectorMap key = k.row(b, t, h);
    const VectorXd wrong = model.weights.transpose() * key - v.row(b, t, h);
    model.sum = std::exp(momentum(b, t, h)) * model.sum - steps(b, t, h) * key * wrong.transpose();
    model.weights = std::exp(keep(b, t, h)) * model.weights + model.sum;
    y.row(b, t, h) = model.weights.transpose() * q.row(b, t, h);
  }
};

/// An entry of a sequence; what it starts from where there is no past, if anything.
std::vector<double> begun(const Step& step, size_t which, int64_t b, FastInput initial) {
  const View first = input(step, initial);
  if (!first || step.position(b) > 0)
    return step.state(which, b);
  const ArrayXd values = first.copy();
  return {values.begin(), values.end()};
}

} // namespace

/// A linear model that is trained while the text is read; what it answers to q.
void fast_weights(const Step& step) {
  const bool batches = step.spec<FastWeightsSpec>().training == InnerTraining::Batches;
  const Reading reading{step};
  const int64_t heads = reading.y.extent(2), keys = reading.q.extent(3), width = reading.y.extent(3);
  for (int64_t b = 0; b < reading.y.extent(0); ++b) {
    std::vector<double> weights = begun(step, kFastW, b, kFastInitial), sum = step.state(kFastSum, b);
    std::vector<double> bias, bias_sum;
    if (batches) {
      bias = begun(step, kFastBias, b, kFastInitialBias);
      bias_sum = step.state(kFastBiasSum, b);
    }
    for (int64_t t = 0; t < step.count(b); ++t)
      for (int64_t h = 0; h < heads; ++h) {
        Trained model{{weights.data() + h * keys * width, keys, width},
                      {sum.data() + h * keys * width, keys, width},
                      {bias.data() + (batches ? h * width : 0), batches ? width : 0},
                      {bias_sum.data() + (batches ? h * width : 0), batches ? width : 0}};
        batches ? reading.batches(b, t, h, model) : reading.with_momentum(b, t, h, model);
      }
    step.keep(kFastW, b, std::move(weights));
    step.keep(kFastSum, b, std::move(sum));
    if (batches) {
      step.keep(kFastBias, b, std::move(bias));
      step.keep(kFastBiasSum, b, std::move(bias_sum));
    }
  }
}

} // namespace pareto::reference
