// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

/// What a step that does not commit puts back.
int64_t evicting_attention_scratch_floats(const Device&, const Node& node) {
  const Dims &k = node.inputs[1].shape, &v = node.inputs[2].shape;
  return k[0] * k[2] * std::get<EvictingAttentionSpec>(node.spec).budget * (k[3] + v[3] + 1);
}

Status evicting_attention_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<EvictingAttentionSpec>(node.spec);
  const Dims& y = node.output().shape;
  const int64_t batch = y[0], tokens = y[1], keys = node.inputs[1].shape[3], key_heads = node.inputs[1].shape[2],
                choosing = spec.choosing(key_heads);
  const uint32_t lanes = c.device.software_kernels() ? 32 : 128;
  const int64_t shared = 4 * (spec.budget + keys + lanes + 4);
  if (shared > static_cast<int64_t>(c.device.limits().maxComputeSharedMemorySize))
    return fail(ErrorCode::Unsupported, "A cache of " + std::to_string(spec.budget) +
                                            " tokens does not fit the device's shared memory (" + node.scope + ").");
  std::vector<uint32_t> push;
  std::vector<Binding> bindings{c.step()};
  for (const Tensor& each : node.inputs) {
    const Operand input = c.operand(each);
    push_input(push, input, each);
    bindings.push_back(input.binding);
  }
  push.insert(push.end(), {u32(batch), u32(tokens), u32(key_heads), bits(spec.scale)});
  for (size_t i = 0; i < 3; ++i)
    bindings.push_back(c.entry(node.entry(i), Access::Write));
  bindings.push_back(c.operand(node.output(), Access::Write).binding);
  bindings.push_back({&c.buffers.scratch, 0,
                      static_cast<VkDeviceSize>(evicting_attention_scratch_floats(c.device, node) * 4), Access::Write});
  return c.add(node, Shader::EvictingAttention,
               {lanes, u32(keys), u32(y[3]), u32(spec.budget), u32(spec.recent), u32(y[2] / key_heads), u32(choosing),
                spec.by == EvictBy::Last},
               std::move(bindings), std::move(push), batch * key_heads / choosing,
               2.0 * static_cast<double>(batch * tokens * y[2] * spec.budget * (keys + y[3])));
}

} // namespace

const GpuOperation ops::evicting_attention{evicting_attention_compile, evicting_attention_scratch_floats};

} // namespace pareto::gpu
