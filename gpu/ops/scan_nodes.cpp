// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of one number per channel and mode: token by token where the channels alone keep the device busy, otherwise in
// chunks of tokens at once (shaders/chunk_scan.glsl).
#include "gpu/gpu_program.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

constexpr int64_t kLeastChunk = 16;  ///< tokens: below, starting a chunk costs more than its tokens
constexpr int64_t kFewestChunks = 4; ///< chunks cost every token twice and the carry; fewer of them win nothing

enum class Pass : uint32_t { Whole, Ends, Outputs };

struct Shape {
  int64_t batch, tokens, channels, modes;
  int64_t lines() const { return batch * channels; }
};

Shape shape_of(const Node& node) {
  const Dims& y = node.output().shape;
  return {y[0], y[1], y[2], node.op == Op::SelectiveScan ? node.inputs[kScanA].shape[1] : 1};
}

/// How the tokens of a step are cut; one chunk: token by token.
struct ChunkPlan {
  int64_t chunk = 0, chunks = 1;
  int64_t floats = 4; ///< of scratch
};

/// As many chunks as it takes to keep the device busy and the scratch holds.
ChunkPlan plan_chunks(const Device& device, const Shape& s) {
  const int64_t each = s.lines() * (s.modes + 1); // floats of one chunk
  const int64_t most = std::min(
      {device.busy_invocations() / s.lines(), s.tokens / kLeastChunk, device.options().chunk_bytes / (each * 4)});
  if (most < kFewestChunks)
    return {s.tokens, 1, 4};
  ChunkPlan plan;
  plan.chunk = groups_for(s.tokens, most);
  plan.chunks = groups_for(s.tokens, plan.chunk);
  plan.floats = plan.chunks * each;
  return plan;
}

uint32_t scan_lanes(const Compilation& c) { return c.device.software_kernels() ? 16 : 64; }

Binding chunks_of(const Compilation& c, const ChunkPlan& plan, Access access) {
  return {&c.buffers.scratch, 0, static_cast<VkDeviceSize>(plan.floats * 4), access};
}

Status add_carry(Compilation& c, const Node& node, const Operand& rates) {
  const Shape s = shape_of(node);
  const ChunkPlan plan = plan_chunks(c.device, s);
  return c.add(node, Shader::ScanCarry, {scan_lanes(c), u32(s.modes), node.op == Op::SelectiveScan},
               {c.step(), rates.binding, c.entry(node.entry(0), Access::Write), chunks_of(c, plan, Access::Write)},
               {u32(s.batch), u32(s.channels), rates.at, u32(plan.chunk), u32(plan.chunks)},
               groups_for(s.lines() * s.modes, scan_lanes(c)));
}

/// The whole step in one pass, or in chunks: `add_pass` adds one pass of the scan itself.
template <class AddPass>
Status add_passes(Compilation& c, const Node& node, const Operand& rates, const AddPass& add_pass) {
  if (plan_chunks(c.device, shape_of(node)).chunks == 1)
    return add_pass(Pass::Whole);
  PARETO_TRY(add_pass(Pass::Ends));
  PARETO_TRY(add_carry(c, node, rates));
  return add_pass(Pass::Outputs);
}

/// What a pass of the scan is bound to at its end: state, chunks, output.
void bind_results(Compilation& c, const Node& node, const ChunkPlan& plan, Pass pass, std::vector<Binding>& bindings) {
  bindings.push_back(c.entry(node.entry(0), pass == Pass::Whole ? Access::Write : Access::Read));
  bindings.push_back(chunks_of(c, plan, pass == Pass::Ends ? Access::Write : Access::Read));
  bindings.push_back(c.operand(node.output(), Access::Write).binding);
}

/// Whether a per-token input of whole groups of four modes can be read as texels.
bool in_texels(const Compilation& c, const Operand& operand, const Tensor& view) {
  return operand.binding.buffer == &c.buffers.arena &&
         c.in_fours(operand, {view.strides[0], view.strides[1], view.shape.back()});
}

} // namespace

int64_t scan_scratch(const Device& device, const Node& node) { return plan_chunks(device, shape_of(node)).floats; }

Status compile_selective_scan(Compilation& c, const Node& node) {
  const Shape s = shape_of(node);
  const ChunkPlan plan = plan_chunks(c.device, s);
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
  return add_passes(c, node, inputs[kScanA], [&](Pass pass) {
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

Status compile_diagonal_recurrence(Compilation& c, const Node& node) {
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  const Shape s = shape_of(node);
  const ChunkPlan plan = plan_chunks(c.device, s);
  const Tensor &x = node.inputs[0], &g = node.inputs[1];
  const Operand xo = c.operand(x), go = c.operand(g);
  std::vector<uint32_t> push{u32(s.batch), u32(s.tokens), u32(s.channels)};
  push_input(push, xo, x, 2);
  push_input(push, go, g, 2);
  push.insert(push.end(), {u32(plan.chunk), u32(plan.chunks)});
  return add_passes(c, node, c.operand({}), [&](Pass pass) {
    std::vector<Binding> bindings{c.step(), xo.binding, go.binding};
    bind_results(c, node, plan, pass, bindings);
    return c.add(node, Shader::DiagonalRecurrence,
                 {scan_lanes(c), spec.sqrt_factor, spec.reset_first, static_cast<uint32_t>(pass)}, std::move(bindings),
                 push, groups_for(s.lines() * plan.chunks, scan_lanes(c)));
  });
}

} // namespace pareto::gpu
