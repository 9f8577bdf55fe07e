// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

/// Where rows of a view begin: up to four merged axes.
Result<std::vector<uint32_t>> rows_of(const Tensor& view) {
  const Tensor* views[] = {&view, &view};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, view.shape.rank() - 1, 4));
  return joined({}, {&axes.extents, &axes.strides[0]});
}

Status concat_compile(Compilation& c, const Node& node) {
  const Tensor &x = node.inputs[0], &y = node.inputs[1];
  PARETO_TRY_ASSIGN(x_rows, rows_of(x));
  PARETO_TRY_ASSIGN(y_rows, rows_of(y));
  const Operand from = c.operand(x), beside = c.operand(y), z = c.operand(node.output(), Access::Write);
  const int64_t count = node.output().shape.elements();
  return c.add(
      node, Shader::Concat, {c.lanes()}, {from.binding, beside.binding, z.binding},
      joined({u32(count), u32(x.shape.back()), u32(y.shape.back()), from.at, beside.at, z.at}, {&x_rows, &y_rows}),
      groups_for(count, c.lanes()));
}

} // namespace

const GpuOperation ops::concat{concat_compile, no_scratch};

} // namespace pareto::gpu
