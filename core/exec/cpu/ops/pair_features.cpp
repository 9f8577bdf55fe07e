// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

constexpr float kRootHalf = 0.70710678f, kRootTwo = 1.41421356f;

/// The features of one row; column j of the pairs is a run of j + 1 products with x_j.
void features(const Kernels& kernels, const float* x, int64_t width, bool taylor, float* y) {
  if (taylor) {
    *y++ = 1;
    y = std::copy_n(x, width, y);
  }
  for (int64_t j = 0; j < width; ++j) {
    const float factor = taylor ? x[j] : kRootTwo * x[j];
    kernels.unary(static_cast<int>(UnaryFunction::Affine), factor, 0, x, y, j + 1);
    y[j] *= kRootHalf;
    y += j + 1;
  }
}

Status pair_features_compile(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]);
  const int64_t width = node.output().shape.back();
  float* y = c.data(node.output());
  c.add_shared(
      x.count(), x.count() * width,
      [&c, x, y, width, taylor = std::get<PairFeaturesSpec>(node.spec).taylor](int64_t begin, int64_t end, int) {
        for (int64_t row = begin; row < end; ++row)
          features(c.kernels, x[row], x.width(), taylor, y + row * width);
      });
  return {};
}

} // namespace

const CpuOperation ops::pair_features{pair_features_compile, no_scratch};

} // namespace pareto::cpu
