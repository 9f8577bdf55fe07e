// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/matrices.h"
#include "gpu/ops/operation.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

Status block_matmul_compile(Compilation& c, const Node& node) {
  const Tensor &x = node.inputs[0], &weight = node.inputs[1];
  const Operand from = c.operand(x), w = c.operand(weight), bias = c.operand(node.inputs[2]),
                y = c.operand(node.output(), Access::Write);
  const int64_t heads = weight.shape[0], inside = weight.shape[1], outside = weight.shape[2],
                rows = x.shape[0] * x.shape[1];
  const double operations = 2.0 * static_cast<double>(rows * heads * inside * outside);
  const uint32_t has_bias = node.inputs[2] ? 1 : 0;
  std::vector<Binding> bindings{from.binding, w.binding, bias.binding, y.binding};
  const std::vector<uint32_t> push{
      u32(rows), u32(heads), u32(inside), u32(outside),      u32(x.shape[1]),   from.at,
      w.at,      bias.at,    y.at,        u32(x.strides[0]), u32(x.strides[1]), u32(x.strides[2])};
  if (c.in_fours(from, {inside, x.strides[0], x.strides[1], x.strides[2]}) && c.in_fours(w, {outside})) {
    PARETO_TRY(c.bind_texels(bindings[0]));
    PARETO_TRY(c.bind_texels(bindings[1]));
    const int64_t each = std::min(kLaneRows, rows);
    return c.add_grid(node, Shader::BlockMatmulLanes, {kVectorLanes, has_bias, u32(each)}, std::move(bindings), push,
                      {groups_for(outside / 4, kVectorLanes), groups_for(rows, each), heads}, operations);
  }
  if (rows <= kFewRows)
    return c.add(node, Shader::BlockMatmul, {c.lanes(), has_bias}, std::move(bindings), push,
                 groups_for(rows * heads * outside, c.lanes()), operations);
  const uint32_t bm = rows > 32 ? 64 : 32, bn = outside > 32 ? 64 : 32, bk = 16, tm = 4, tn = 4;
  return c.add_grid(node, Shader::BlockMatmulTile, {bm / tm * (bn / tn), has_bias, 0, bm, bn, bk, tm, tn},
                    std::move(bindings), push, {groups_for(outside, bn), groups_for(rows, bm), heads}, operations);
}

} // namespace

const GpuOperation ops::block_matmul{block_matmul_compile, no_scratch};

} // namespace pareto::gpu
