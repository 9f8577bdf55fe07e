// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/row_reduction.h"

namespace pareto::gpu {

Status add_row_reduction(Compilation& c, const Node& node, Shader shader, uint32_t lanes) {
  const Tensor& x = node.inputs[0];
  const Tensor* views[] = {&x, &x};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, x.shape.rank() - 1, 4));
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const int64_t width = x.shape.back(), rows = x.shape.elements() / width;
  return c.add(node, shader, {lanes}, {from.binding, y.binding},
               joined({u32(rows), u32(width), from.at, y.at}, {&axes.extents, &axes.strides[0]}), rows);
}

} // namespace pareto::gpu
