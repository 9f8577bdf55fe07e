// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"
#include "gpu/ops/scan.h"

namespace pareto::gpu {

namespace {

/// Whether a per-token input of whole groups of four modes can be read as texels.
bool in_texels(const Compilation& c, const Operand& operand, const Tensor& view) {
  return operand.binding.buffer == &c.buffers.arena &&
         c.in_fours(operand, {view.strides[0], view.strides[1], view.shape.back()});
}

Status selective_scan_compile(Compilation& c, const Node& node) {
  const ScanShape s = scan_shape(node);
  const ScanPlan plan = plan_scan(c.device, s);
  Operand inputs[kScanInputs];
  for (int i = 0; i < kScanInputs; ++i)
    inputs[i] = c.operand(node.inputs[static_cast<size_t>(i)]);
  const bool texels =
      in_texels(c, inputs[kScanB], node.inputs[kScanB]) && in_texels(c, inputs[kScanC], node.inputs[kScanC]);
  if (texels)
    for (ScanInput i : {kScanB, kScanC})
      PARETO_TRY(c.bind_texels(inputs[i].binding));
  std::vector<uint32_t> push;
  for (int i : {kScanU, kScanDelta, kScanB, kScanC, kScanZ})
    push_input(push, inputs[i], node.inputs[static_cast<size_t>(i)], 2);
  push.insert(push.end(), {u32(s.batch), u32(s.tokens), u32(s.channels), inputs[kScanA].at, inputs[kScanD].at,
                           inputs[kScanBias].at, u32(plan.chunk), u32(plan.chunks)});
  const auto has = [&](ScanInput which) -> uint32_t { return node.inputs[which] ? 1 : 0; };
  return add_passes(c, node, inputs[kScanA], [&](ScanPass pass) {
    std::vector<Binding> bindings{c.step()};
    for (const Operand& input : inputs)
      bindings.push_back(input.binding);
    bind_results(c, node, plan, pass, bindings);
    return c.add(node, texels ? Shader::SelectiveScanTexels : Shader::SelectiveScan,
                 {scan_lanes(c), u32(s.modes), has(kScanD), has(kScanZ), has(kScanBias), static_cast<uint32_t>(pass)},
                 std::move(bindings), push, groups_for(s.lines() * plan.chunks, scan_lanes(c)),
                 10.0 * static_cast<double>(s.lines() * s.tokens * s.modes));
  });
}

} // namespace

const GpuOperation ops::selective_scan{selective_scan_compile, scan_scratch};

} // namespace pareto::gpu
