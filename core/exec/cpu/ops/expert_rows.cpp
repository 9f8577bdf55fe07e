// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <cstring>

namespace pareto::cpu {

namespace {

Status expert_rows_compile(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.output());
  const auto* offsets = reinterpret_cast<const int32_t*>(c.data(node.inputs[1]));
  const auto* order = reinterpret_cast<const int32_t*>(c.data(node.inputs[2]));
  const int64_t experts = node.inputs[1].shape.elements() - 1, chosen = y.count() / x.count();
  c.add_shared(y.count(), y.count() * y.width(), [=](int64_t begin, int64_t end, int) {
    const auto bytes = static_cast<size_t>(y.width()) * 4;
    for (int64_t row = begin; row < end; ++row)
      if (row < offsets[experts])
        std::memcpy(y[row], x[order[row] / chosen], bytes);
      else
        std::memset(y[row], 0, bytes);
  });
  return {};
}

} // namespace

const CpuOperation ops::expert_rows{expert_rows_compile, no_scratch};

} // namespace pareto::cpu
