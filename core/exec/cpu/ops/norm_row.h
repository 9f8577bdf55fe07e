// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/compilation.h"

namespace pareto::cpu {

/// Weight and bias of one group: shared by all groups when it is as wide as one.
inline NormRow norm_row(const Compilation& c, const NormSpec& spec, const Tensor& weight, const Tensor& bias) {
  return {static_cast<int>(spec.kind), spec.eps, c.data(weight), c.data(bias), spec.turns};
}

/// A norm node, row by row.
class NormRows {
public:
  NormRows(const Compilation& c, const Node& node);
  /// Row `row` of the input into `y`, as wide as it is.
  void run(int64_t row, float* y) const;
  int64_t count() const { return m_x.count(); }
  int64_t width() const { return m_x.width(); }

private:
  const Kernels& m_kernels;
  NormRow m_row;
  Rows m_x;
  int64_t m_group;
  bool m_shared; ///< all groups have one weight and one bias
};

} // namespace pareto::cpu
