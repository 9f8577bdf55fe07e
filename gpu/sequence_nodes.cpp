// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_program.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

Status selective_scan(Compilation& c, const Node& node) {
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], channels = node.output.shape[2], modes = node.inputs[kScanA].shape[1];
  Operand inputs[kScanInputs];
  for (int i = 0; i < kScanInputs; ++i)
    inputs[i] = c.operand(node.inputs[static_cast<size_t>(i)]);
  std::vector<uint32_t> push;
  for (int i : {kScanU, kScanDelta, kScanB, kScanC, kScanZ})
    push_input(push, inputs[i], node.inputs[static_cast<size_t>(i)], 2);
  push.insert(push.end(), {u32(batch), u32(tokens), u32(channels), inputs[kScanA].at, inputs[kScanD].at, inputs[kScanBias].at});
  std::vector<Binding> bindings{c.step()};
  for (const Operand& input : inputs)
    bindings.push_back(input.binding);
  bindings.push_back(c.entry(node.states[0], Access::Write));
  bindings.push_back(c.operand(node.output, Access::Write).binding);
  const uint32_t lanes = c.device.software_kernels() ? 16 : 64;
  const auto has = [&](ScanInput which) -> uint32_t { return node.inputs[which] ? 1 : 0; };
  return c.add(node, Shader::SelectiveScan, {lanes, u32(modes), has(kScanD), has(kScanZ), has(kScanBias)}, std::move(bindings), push, groups_for(batch * channels, lanes),
               10.0 * static_cast<double>(batch * tokens * channels * modes));
}

Status diagonal_recurrence(Compilation& c, const Node& node) {
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  const Tensor &x = node.inputs[0], &g = node.inputs[1];
  const Operand xo = c.operand(x), go = c.operand(g), y = c.operand(node.output, Access::Write);
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], channels = node.output.shape[2];
  const uint32_t lanes = c.device.software_kernels() ? 16 : 64;
  return c.add(node, Shader::DiagonalRecurrence, {lanes, spec.sqrt_factor, spec.reset_first}, {c.step(), xo.binding, go.binding, c.entry(node.states[0], Access::Write), y.binding},
               {u32(batch), u32(tokens), u32(channels), xo.at, u32(x.strides[0]), u32(x.strides[1]), go.at, u32(g.strides[0]), u32(g.strides[1])}, groups_for(batch * channels, lanes));
}

Status causal_conv(Compilation& c, const Node& node) {
  const auto& spec = std::get<ConvSpec>(node.spec);
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), taps = c.operand(node.inputs[1]), bias = c.operand(node.inputs[2]), y = c.operand(node.output, Access::Write);
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], channels = node.output.shape[2];
  const bool alone = tokens == 1; // then one invocation has a channel to itself and may move its tail on
  const StateEntry& entry = c.state.entry(node.states[0]);
  const int64_t run = std::min<int64_t>(tokens, 8); // tokens of one invocation
  PARETO_TRY(c.add(node, Shader::Conv, {c.lanes(), static_cast<uint32_t>(spec.activation), node.inputs[2] ? 1u : 0u, alone, u32(spec.width), u32(run)},
                   {c.step(), from.binding, taps.binding, bias.binding, c.entry(node.states[0], alone ? Access::Write : Access::Read), y.binding},
                   {u32(batch), u32(tokens), u32(channels), from.at, taps.at, bias.at, y.at, u32(x.strides[0]), u32(x.strides[1]), u32(entry.slot_words)},
                   groups_for(batch * groups_for(tokens, run) * channels, c.lanes())));
  if (alone || spec.width < 2)
    return {};
  return c.add(node, Shader::ConvState, {c.lanes()}, {c.step(), from.binding, c.entry(node.states[0], Access::Write)},
               {u32(batch), u32(channels), u32(spec.width - 1), from.at, u32(x.strides[0]), u32(x.strides[1]), u32(entry.slot_words)}, groups_for(batch * channels, c.lanes()));
}

Status token_shift(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), y = c.operand(node.output, Access::Write);
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], width = node.output.shape[2];
  return c.add(node, Shader::TokenShift, {c.lanes()}, {c.step(), from.binding, c.entry(node.states[0], Access::Write), y.binding},
               {u32(batch), u32(tokens), u32(width), from.at, y.at, u32(x.strides[0]), u32(x.strides[1]), u32(c.state.entry(node.states[0]).slot_words)},
               groups_for(batch * tokens * width, c.lanes()));
}

} // namespace

Result<bool> compile_sequence(Compilation& c, const Node& node) {
  switch (node.op) {
  case Op::Attention: PARETO_TRY(compile_attention(c, node)); return true;
  case Op::MatrixRecurrence: PARETO_TRY(compile_matrix_recurrence(c, node)); return true;
  case Op::SelectiveScan: PARETO_TRY(selective_scan(c, node)); return true;
  case Op::DiagonalRecurrence: PARETO_TRY(diagonal_recurrence(c, node)); return true;
  case Op::CausalConv: PARETO_TRY(causal_conv(c, node)); return true;
  case Op::TokenShift: PARETO_TRY(token_shift(c, node)); return true;
  default: return false;
  }
}

} // namespace pareto::gpu
