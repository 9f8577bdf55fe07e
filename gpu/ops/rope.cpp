// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

/// By each head's own angles.
Status rotate_compile(Compilation& c, const Node& node, bool interleaved) {
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), cosine = c.operand(node.inputs[1]), sine = c.operand(node.inputs[2]),
                y = c.operand(node.output(), Access::Write);
  const Dims& shape = node.output().shape;
  const int64_t rows = shape[0] * shape[1], half = node.inputs[1].shape.back();
  return c.add(node, Shader::Rope, {c.lanes(), interleaved, 1u},
               {from.binding, cosine.binding, y.binding, sine.binding},
               {u32(rows), u32(shape[1]), u32(shape[2]), u32(shape[3]), u32(half), from.at, cosine.at, sine.at, y.at,
                u32(x.strides[0]), u32(x.strides[1]), u32(x.strides[2])},
               groups_for(rows * shape[2] * (shape[3] - half), c.lanes()));
}

Status rope_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<RopeSpec>(node.spec);
  if (!spec.table)
    return rotate_compile(c, node, spec.interleaved);
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const Dims& shape = node.output().shape;
  const int64_t rows = shape[0] * shape[1], half = static_cast<int64_t>(spec.table->inv_freq.size());
  const Binding angles{&c.buffers.device, static_cast<VkDeviceSize>(c.buffers.find_angles(*spec.table)),
                       static_cast<VkDeviceSize>(2 * rows * half * 4), Access::Read};
  return c.add(node, Shader::Rope, {c.lanes(), spec.interleaved ? 1u : 0u, 0u},
               {from.binding, angles, y.binding, angles},
               {u32(rows), u32(shape[1]), u32(shape[2]), u32(shape[3]), u32(half), from.at, 0, u32(rows * half), y.at,
                u32(x.strides[0]), u32(x.strides[1]), u32(x.strides[2])},
               groups_for(rows * shape[2] * (shape[3] - half), c.lanes()));
}

} // namespace

const GpuOperation ops::rope{rope_compile, no_scratch};

} // namespace pareto::gpu
