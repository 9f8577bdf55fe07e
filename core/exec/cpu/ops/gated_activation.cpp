// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status gated_activation_compile(Compilation& c, const Node& node) {
  const auto function = static_cast<int>(std::get<GatedActivationSpec>(node.spec).activation);
  const Rows gate = c.rows(node.inputs[0]), up = c.rows(node.inputs[1]), y = c.rows(node.output());
  c.add_shared(y.count(), y.count() * y.width(), [&c, gate, up, y, function](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      c.kernels.gated(function, gate[row], up[row], y[row], y.width());
  });
  return {};
}

} // namespace

const CpuOperation ops::gated_activation{gated_activation_compile, no_scratch};

} // namespace pareto::cpu
