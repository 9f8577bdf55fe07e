// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/norm_rows.h"

namespace pareto::gpu {

Status add_norm(Compilation& c, const Node& node, const NormSpec& spec, const Tensor& gate, uint32_t gate_mode,
                UnaryFunction activation, const Tensor& weight, const Tensor& bias) {
  const Tensor& x = node.inputs[0];
  const Tensor* views[] = {&x, gate ? &gate : &x};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, x.shape.rank() - 1, 4));
  const int64_t whole = x.shape.back(), group = spec.group > 0 ? spec.group : whole, rows = x.shape.elements() / whole,
                groups = whole / group;
  const Operand xo = c.operand(x), go = c.operand(gate), wo = c.operand(weight), bo = c.operand(bias),
                y = c.operand(node.output(), Access::Write);
  const bool per_channel = weight && weight.shape.elements() != group;
  const bool subgroup = c.device.subgroup_kernels();
  const int64_t side = spec.kind == NormKind::Sinkhorn ? matrix_side(group) : 1;
  if (4 * side * side + 512 > static_cast<int64_t>(c.device.limits().maxComputeSharedMemorySize))
    return fail(ErrorCode::Unsupported, "Matrices of " + std::to_string(side) +
                                            " rows do not fit the device's shared memory (" + node.scope + ").");
  return c.add(
      node, subgroup ? Shader::NormSubgroup : Shader::Norm,
      {c.row_lanes(group), static_cast<uint32_t>(spec.kind), gate_mode, static_cast<uint32_t>(activation),
       weight ? 1u : 0u, bias ? 1u : 0u, u32(spec.turns), u32(side)},
      {xo.binding, go.binding, wo.binding, bo.binding, y.binding},
      joined({u32(rows), u32(group), u32(groups), xo.at, go.at, wo.at, bo.at, y.at, per_channel, bits(spec.eps)},
             {&axes.extents, &axes.strides[0], &axes.strides[1]}),
      rows * groups);
}

} // namespace pareto::gpu
