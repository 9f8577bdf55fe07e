// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

/// Each expert's rows of each sequence, from a past of its own.
Status by_experts(Compilation& c, const Node& node) {
  const auto& spec = std::get<ConvSpec>(node.spec);
  const Tensor &x = node.inputs[kConvX], &order = node.inputs[kConvOrder];
  const Operand from = c.operand(x), taps = c.operand(node.inputs[kConvWeight]),
                bias = c.operand(node.inputs[kConvBias]), y = c.operand(node.output(), Access::Write),
                offsets = c.operand(node.inputs[kConvOffsets]), sorted = c.operand(order);
  const int64_t batch = c.graph.shape().batch, experts = node.inputs[kConvOffsets].shape[0] - 1, channels = x.shape[2];
  return c.add(node, Shader::ConvExperts,
               {c.lanes(), static_cast<uint32_t>(spec.activation), node.inputs[kConvBias] ? 1u : 0u, u32(spec.width),
                u32(experts)},
               {c.step(), from.binding, taps.binding, bias.binding, c.entry(node.entry(0), Access::Write), y.binding,
                offsets.binding, sorted.binding},
               {u32(batch), u32(channels), u32(order.shape[0] / batch), from.at, taps.at, bias.at, y.at,
                u32(x.strides[1]), u32(c.state.entry(node.entry(0)).slot_words), offsets.at, sorted.at},
               groups_for(batch * experts * channels, c.lanes()));
}

Status causal_conv_compile(Compilation& c, const Node& node) {
  if (node.inputs[kConvOffsets])
    return by_experts(c, node);
  const auto& spec = std::get<ConvSpec>(node.spec);
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), taps = c.operand(node.inputs[1]), bias = c.operand(node.inputs[2]),
                y = c.operand(node.output(), Access::Write);
  const int64_t batch = node.output().shape[0], tokens = node.output().shape[1], channels = node.output().shape[2];
  const bool alone = tokens == 1; // then one invocation has a channel to itself and may move its tail on
  const StateEntry& entry = c.state.entry(node.entry(0));
  const int64_t run = std::min<int64_t>(tokens, 8); // tokens of one invocation
  PARETO_TRY(c.add(
      node, Shader::Conv,
      {c.lanes(), static_cast<uint32_t>(spec.activation), node.inputs[2] ? 1u : 0u, alone, u32(spec.width), u32(run)},
      {c.step(), from.binding, taps.binding, bias.binding, c.entry(node.entry(0), alone ? Access::Write : Access::Read),
       y.binding},
      {u32(batch), u32(tokens), u32(channels), from.at, taps.at, bias.at, y.at, u32(x.strides[0]), u32(x.strides[1]),
       u32(entry.slot_words)},
      groups_for(batch * groups_for(tokens, run) * channels, c.lanes())));
  if (alone || spec.width < 2)
    return {};
  return c.add(node, Shader::ConvState, {c.lanes()}, {c.step(), from.binding, c.entry(node.entry(0), Access::Write)},
               {u32(batch), u32(channels), u32(spec.width - 1), from.at, u32(x.strides[0]), u32(x.strides[1]),
                u32(entry.slot_words)},
               groups_for(batch * channels, c.lanes()));
}

} // namespace

const GpuOperation ops::causal_conv{causal_conv_compile, no_scratch};

} // namespace pareto::gpu
