// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status reduce_sum_compile(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]);
  float* y = c.data(node.output());
  c.add_shared(x.count(), x.count() * x.width(), [&c, x, y](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      y[row] = c.kernels.sum(x[row], x.width());
  });
  return {};
}

} // namespace

const CpuOperation ops::reduce_sum{reduce_sum_compile, no_scratch};

} // namespace pareto::cpu
