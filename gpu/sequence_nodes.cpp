// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_program.h"

#include <algorithm>
#include <bit>

namespace pareto::gpu {

namespace {

/// Rows of the state one lane keeps in registers, and columns of one workgroup.
struct HeadTiling {
  uint32_t columns = 8, parts = 1;
  uint32_t lanes() const { return columns * parts; }
};

HeadTiling head_tiling(const Compilation& c, int64_t keys, int64_t width) {
  if (c.device.software_kernels()) // lanes of one vector: no barriers between vectors
    return {8, 1};
  HeadTiling t;
  t.columns = u32(std::clamp<int64_t>(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(width))), 8, 32));
  t.parts = u32(std::clamp<int64_t>(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(keys))) / 16, 1, 8));
  return t;
}

/// Start and steps of a per-token input [B,T,H,...]; zeros where it is absent.
void push_input(std::vector<uint32_t>& push, const Operand& operand, const Tensor& view, bool has_head = true) {
  push.push_back(operand.at);
  push.push_back(view ? u32(view.strides[0]) : 0);
  push.push_back(view ? u32(view.strides[1]) : 0);
  if (has_head)
    push.push_back(view ? u32(view.strides[2]) : 0);
}

Status recurrence_normaliser(Compilation& c, const Node& node) {
  const Tensor& k = node.inputs[kMatrixK];
  const Operand from = c.operand(k);
  const int64_t batch = node.output.shape[0], heads = node.output.shape[2], width = k.shape[3];
  return c.add(node, Shader::RecurrenceNormaliser, {c.lanes()}, {c.step(), from.binding, c.entry(node.states[1], Access::Write)},
               {u32(batch), u32(heads), u32(width), u32(heads / k.shape[2]), from.at, u32(k.strides[0]), u32(k.strides[1]), u32(k.strides[2])},
               groups_for(batch * heads * width, c.lanes()));
}

Status matrix_recurrence(Compilation& c, const Node& node) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], heads = node.output.shape[2], width = node.output.shape[3];
  const int64_t keys = node.inputs[kMatrixQ].shape[3];
  const bool normalised = spec.normaliser != Normaliser::None, low_rank = spec.removal == Removal::LowRank;
  Operand inputs[kMatrixInputs];
  for (int i = 0; i < kMatrixInputs; ++i)
    inputs[i] = c.operand(node.inputs[static_cast<size_t>(i)]);
  std::vector<uint32_t> push;
  for (int i : {kMatrixQ, kMatrixK, kMatrixV})
    push_input(push, inputs[i], node.inputs[static_cast<size_t>(i)]);
  const Tensor& decay = node.inputs[kMatrixLogDecay];
  if (spec.decay == Decay::Constant)
    push.insert(push.end(), {inputs[kMatrixLogDecay].at, 0, 0, 0});
  else
    push_input(push, inputs[kMatrixLogDecay], decay);
  push_input(push, inputs[kMatrixBeta], node.inputs[kMatrixBeta]);
  push_input(push, inputs[kMatrixA], node.inputs[kMatrixA]);
  const int64_t share_q = heads / node.inputs[kMatrixQ].shape[2], share_k = heads / node.inputs[kMatrixK].shape[2];
  const int64_t share_d = spec.decay == Decay::Key ? heads / decay.shape[2] : 1;
  const Tensor &a = node.inputs[kMatrixA], &b = node.inputs[kMatrixB];
  if (low_rank && (a.strides[0] != b.strides[0] || a.strides[1] != b.strides[1] || a.strides[2] != b.strides[2]))
    return fail(ErrorCode::Unsupported, "The two factors of a low-rank removal must lie alike (" + node.scope + ").");
  if (std::max({share_q, share_k, share_d}) > 1023)
    return fail(ErrorCode::Unsupported, "More than 1023 heads share one key (" + node.scope + ").");
  push.insert(push.end(), {inputs[kMatrixB].at, u32(tokens), u32(heads), u32(width), u32(share_q | share_k << 10 | share_d << 20), bits(spec.scale), bits(spec.eps)});
  const HeadTiling t = head_tiling(c, keys, width);
  const Binding z = normalised ? c.entry(node.states[1], Access::Read) : c.operand({}).binding;
  PARETO_TRY(c.add(node, Shader::MatrixRecurrence,
                   {t.lanes(), u32(keys), t.columns, t.parts, static_cast<uint32_t>(spec.decay), static_cast<uint32_t>(spec.removal), normalised},
                   {c.step(), inputs[kMatrixQ].binding, inputs[kMatrixK].binding, inputs[kMatrixV].binding, inputs[kMatrixLogDecay].binding, inputs[kMatrixBeta].binding,
                    inputs[kMatrixA].binding, inputs[kMatrixB].binding, c.entry(node.states[0], Access::Write), z, c.operand(node.output, Access::Write).binding},
                   push, batch * heads * groups_for(width, t.columns), 8.0 * static_cast<double>(batch * tokens * heads * keys * width)));
  return normalised ? recurrence_normaliser(c, node) : Status();
}

Status selective_scan(Compilation& c, const Node& node) {
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], channels = node.output.shape[2], modes = node.inputs[kScanA].shape[1];
  Operand inputs[kScanInputs];
  for (int i = 0; i < kScanInputs; ++i)
    inputs[i] = c.operand(node.inputs[static_cast<size_t>(i)]);
  std::vector<uint32_t> push;
  for (int i : {kScanU, kScanDelta, kScanB, kScanC, kScanZ})
    push_input(push, inputs[i], node.inputs[static_cast<size_t>(i)], false);
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
  PARETO_TRY(c.add(node, Shader::Conv, {c.lanes(), static_cast<uint32_t>(spec.activation), node.inputs[2] ? 1u : 0u, alone},
                   {c.step(), from.binding, taps.binding, bias.binding, c.entry(node.states[0], alone ? Access::Write : Access::Read), y.binding},
                   {u32(batch), u32(tokens), u32(channels), u32(spec.width), from.at, taps.at, bias.at, y.at, u32(x.strides[0]), u32(x.strides[1]), u32(entry.slot_words)},
                   groups_for(batch * tokens * channels, c.lanes())));
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
  case Op::MatrixRecurrence: PARETO_TRY(matrix_recurrence(c, node)); return true;
  case Op::SelectiveScan: PARETO_TRY(selective_scan(c, node)); return true;
  case Op::DiagonalRecurrence: PARETO_TRY(diagonal_recurrence(c, node)); return true;
  case Op::CausalConv: PARETO_TRY(causal_conv(c, node)); return true;
  case Op::TokenShift: PARETO_TRY(token_shift(c, node)); return true;
  default: return false;
  }
}

} // namespace pareto::gpu
