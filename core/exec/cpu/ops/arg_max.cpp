// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status arg_max_compile(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]);
  auto* y = reinterpret_cast<int32_t*>(c.data(node.output()));
  c.add_shared(x.count(), x.count() * x.width(), [&c, x, y](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      y[row] = static_cast<int32_t>(c.kernels.arg_max(x[row], x.width()));
  });
  return {};
}

} // namespace

const CpuOperation ops::arg_max{arg_max_compile, no_scratch};

} // namespace pareto::cpu
