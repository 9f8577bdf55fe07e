// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/scan.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

constexpr int64_t kLeastChunk = 16;  ///< tokens: below, starting a chunk costs more than its tokens
constexpr int64_t kFewestChunks = 4; ///< chunks cost every token twice and the carry; fewer of them win nothing

Binding chunks_of(const Compilation& c, const ScanPlan& plan, Access access) {
  return {&c.buffers.scratch, 0, static_cast<VkDeviceSize>(plan.floats * 4), access};
}

/// Of complex modes.
Status add_modes_carry(Compilation& c, const Node& node, const ScanShape& s, const ScanPlan& plan) {
  const Operand re = c.operand(node.inputs[kDiagonalKeepRe]), im = c.operand(node.inputs[kDiagonalKeepIm]);
  return c.add(
      node, Shader::ModesCarry, {scan_lanes(c), u32(s.modes)},
      {c.step(), re.binding, im.binding, c.entry(node.entry(0), Access::Write), chunks_of(c, plan, Access::Write)},
      {u32(s.batch), u32(s.channels), re.at, im.at, u32(plan.chunk), u32(plan.chunks)},
      groups_for(s.lines() * s.modes / 2, scan_lanes(c)));
}

Status add_carry(Compilation& c, const Node& node, const Operand& rates) {
  const ScanShape s = scan_shape(node);
  const ScanPlan plan = plan_scan(c.device, s);
  const auto* diagonal = std::get_if<DiagonalRecurrenceSpec>(&node.spec);
  if (diagonal && diagonal->modes > 0)
    return add_modes_carry(c, node, s, plan);
  return c.add(node, Shader::ScanCarry,
               {scan_lanes(c), u32(s.modes), diagonal == nullptr, diagonal != nullptr && diagonal->log_sum,
                diagonal != nullptr && diagonal->angles},
               {c.step(), rates.binding, c.entry(node.entry(0), Access::Write), chunks_of(c, plan, Access::Write)},
               {u32(s.batch), u32(s.channels), rates.at, u32(plan.chunk), u32(plan.chunks)},
               groups_for(s.lines() * s.modes, scan_lanes(c)));
}

} // namespace

ScanShape scan_shape(const Node& node) {
  const Dims& y = node.output().shape;
  if (node.op == Op::SelectiveScan)
    return {y[0], y[1], y[2], node.inputs[kScanA].shape[1]};
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  return {y[0], y[1], spec.complex ? y[2] / 2 : y[2], spec.modes > 0 ? 2 * spec.modes : 1};
}

ScanPlan plan_scan(const Device& device, const ScanShape& s) {
  const int64_t each = s.lines() * (s.modes + 1); // floats of one chunk
  const int64_t most = std::min(
      {device.busy_invocations() / s.lines(), s.tokens / kLeastChunk, device.options().chunk_bytes / (each * 4)});
  if (most < kFewestChunks)
    return {s.tokens, 1, 4};
  ScanPlan plan;
  plan.chunk = groups_for(s.tokens, most);
  plan.chunks = groups_for(s.tokens, plan.chunk);
  plan.floats = plan.chunks * each;
  return plan;
}

int64_t scan_scratch(const Device& device, const Node& node) { return plan_scan(device, scan_shape(node)).floats; }

uint32_t scan_lanes(const Compilation& c) { return c.device.software_kernels() ? 16 : 64; }

Status add_passes(Compilation& c, const Node& node, const Operand& rates, const AddPass& add_pass) {
  if (plan_scan(c.device, scan_shape(node)).chunks == 1)
    return add_pass(ScanPass::Whole);
  PARETO_TRY(add_pass(ScanPass::Ends));
  PARETO_TRY(add_carry(c, node, rates));
  return add_pass(ScanPass::Outputs);
}

void bind_results(Compilation& c, const Node& node, const ScanPlan& plan, ScanPass pass,
                  std::vector<Binding>& bindings) {
  bindings.push_back(c.entry(node.entry(0), pass == ScanPass::Whole ? Access::Write : Access::Read));
  bindings.push_back(chunks_of(c, plan, pass == ScanPass::Ends ? Access::Write : Access::Read));
  bindings.push_back(c.operand(node.output(), Access::Write).binding);
}

} // namespace pareto::gpu
