// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/elementwise.h"

namespace pareto::gpu {

Status add_elementwise(Compilation& c, const Node& node, const Elementwise& e) {
  const Tensor &x = node.inputs[0], &second = e.mode == 0 ? x : node.inputs[1];
  const Tensor* views[] = {&x, &second};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, x.shape.rank(), 5));
  const Operand xo = c.operand(x), yo = c.operand(second), out = c.operand(node.output(), Access::Write);
  const int64_t count = node.output().shape.elements();
  const uint32_t items = count >= 4096 ? 4 : 1;
  return c.add(node, Shader::Elementwise, {c.lanes(), e.mode, e.function, x.dense() && second.dense() ? 1u : 0u, items},
               {xo.binding, yo.binding, out.binding},
               joined({u32(count), xo.at, yo.at, out.at, bits(e.a), bits(e.b)},
                      {&axes.extents, &axes.strides[0], &axes.strides[1]}),
               groups_for(count, int64_t{items} * c.lanes()));
}

} // namespace pareto::gpu
