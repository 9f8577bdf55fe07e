// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <cmath>

namespace pareto::reference {

namespace {

double sigmoid(double x) { return apply_unary({UnaryFunction::Sigmoid}, x); }

/// One channel of a token: its gates' arguments, and what is kept of it.
struct Cell {
  double out, mean, log_sum;
};
Cell next(const Cell& before, const Eigen::Array4d& gate, bool first) {
  const double kept = apply_unary({UnaryFunction::LogSigmoid}, gate[kSlstmForget]) + before.log_sum;
  const double weight = first ? 1 : sigmoid(gate[kSlstmInput] - kept);
  Cell cell{};
  cell.log_sum = first ? gate[kSlstmInput]
                       : std::max(kept, gate[kSlstmInput]) + std::log1p(std::exp(-std::abs(kept - gate[kSlstmInput])));
  cell.mean = (1 - weight) * before.mean + weight * std::tanh(gate[kSlstmCell]);
  cell.out = sigmoid(gate[kSlstmOutput]) * cell.mean;
  return cell;
}

} // namespace

/// h_t = sigma(p_o) c_t / n_t with p_g = x_g + h_{t-1} R_g (xLSTM, arXiv 2405.04517, eq. 8 to 14).
void slstm(const Step& step) {
  const View x = input(step, 0), weight = input(step, 1), y = output(step);
  const int64_t heads = y.extent(2), width = y.extent(3);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> out = step.state(kSlstmOut, b), mean = step.state(kSlstmMean, b),
                        log_sum = step.state(kSlstmLogSum, b);
    for (int64_t t = 0; t < step.count(b); ++t) {
      const bool first = step.position(b) + t == 0;
      for (int64_t h = 0; h < heads; ++h) {
        const auto at = static_cast<size_t>(h * width);
        const VectorXd last = first ? VectorXd::Zero(width) : VectorXd(VectorMap(out.data() + at, width));
        Eigen::Array<double, kSlstmGates, Eigen::Dynamic> gates(kSlstmGates, width);
        for (int64_t g = 0; g < kSlstmGates; ++g)
          gates.row(g) = (x.row(b, t, g, h) + weight.matrix(g, h).transpose() * last).array().transpose();
        for (int64_t i = 0; i < width; ++i) {
          const size_t channel = at + static_cast<size_t>(i);
          const Cell cell = next({0, mean[channel], log_sum[channel]}, gates.col(i), first);
          out[channel] = y(b, t, h, i) = cell.out;
          mean[channel] = cell.mean;
          log_sum[channel] = cell.log_sum;
        }
      }
    }
    step.keep(kSlstmOut, b, std::move(out));
    step.keep(kSlstmMean, b, std::move(mean));
    step.keep(kSlstmLogSum, b, std::move(log_sum));
  }
}

} // namespace pareto::reference
