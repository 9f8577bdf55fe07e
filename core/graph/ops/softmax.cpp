// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

std::vector<double> softmax_fold(const Node& node, std::span<const std::vector<double>> inputs) {
  std::vector<double> y = inputs[0];
  const auto rows = static_cast<size_t>(node.inputs[0].shape[0]);
  const size_t columns = y.size() / rows;
  for (size_t column = 0; column < columns; ++column) {
    double peak = y[column], sum = 0;
    for (size_t row = 1; row < rows; ++row)
      peak = std::max(peak, y[row * columns + column]);
    for (size_t row = 0; row < rows; ++row)
      sum += y[row * columns + column] = std::exp(y[row * columns + column] - peak);
    for (size_t row = 0; row < rows; ++row)
      y[row * columns + column] /= sum;
  }
  return y;
}

} // namespace

constinit const Operation operations::softmax{.signature = signature_of_first, .fold = softmax_fold};

} // namespace pareto
