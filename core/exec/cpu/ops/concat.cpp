// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <cstring>

namespace pareto::cpu {

namespace {

Status concat_compile(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.inputs[1]), z = c.rows(node.output());
  c.add_shared(z.count(), z.count() * z.width(), [=](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row) {
      std::memcpy(z[row], x[row], static_cast<size_t>(x.width()) * 4);
      std::memcpy(z[row] + x.width(), y[row], static_cast<size_t>(y.width()) * 4);
    }
  });
  return {};
}

} // namespace

const CpuOperation ops::concat{concat_compile, no_scratch};

} // namespace pareto::cpu
