// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

/// Inputs of every token in the order of the shader's push constants; rates and momentum share a place.
std::vector<FastInput> token_inputs(bool momentum) {
  return {kFastQ, kFastK, kFastV, kFastStep, momentum ? kFastMomentum : kFastRate, kFastKeep};
}

Status fast_weights_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<FastWeightsSpec>(node.spec);
  const bool momentum = spec.training == InnerTraining::Momentum;
  const Dims& y = node.output().shape;
  const int64_t batch = y[0], tokens = y[1], heads = y[2], width = y[3], keys = node.inputs[kFastQ].shape[3];
  std::vector<uint32_t> push;
  std::vector<Binding> bindings{c.step()};
  for (const FastInput which : token_inputs(momentum)) {
    const Operand input = c.operand(node.inputs[which]);
    push_input(push, input, node.inputs[which]);
    bindings.push_back(input.binding);
  }
  const Operand weight = c.operand(node.inputs[kFastNormWeight]), bias = c.operand(node.inputs[kFastNormBias]),
                initial = c.operand(node.inputs[kFastInitial]), first = c.operand(node.inputs[kFastInitialBias]);
  push.insert(push.end(),
              {initial.at, first.at, weight.at, bias.at, u32(batch), u32(tokens), u32(heads), bits(spec.norm_eps)});
  bindings.insert(bindings.end(), {weight.binding, bias.binding, initial.binding, first.binding});
  for (const FastState which : {kFastW, kFastSum, kFastBias, kFastBiasSum})
    bindings.push_back(static_cast<size_t>(which) < node.states.size()
                           ? c.entry(node.entry(static_cast<size_t>(which)), Access::Write)
                           : c.operand({}).binding);
  bindings.push_back(c.operand(node.output(), Access::Write).binding);
  const uint32_t lanes = c.head_lanes(width);
  const int64_t own = momentum ? 1 : groups_for(width, lanes), blocks = groups_for(width, lanes * own);
  const uint32_t starts = (node.inputs[kFastInitial] ? 1 : 0) | (node.inputs[kFastInitialBias] ? 2 : 0);
  return c.add(node, Shader::FastWeights,
               {lanes, u32(keys), u32(width), u32(own), momentum, u32(spec.mini_batch),
                bool(node.inputs[kFastNormWeight]), bool(node.inputs[kFastRate]), starts},
               std::move(bindings), std::move(push), batch * heads * blocks,
               10.0 * static_cast<double>(batch * tokens * heads * keys * width));
}

} // namespace

const GpuOperation ops::fast_weights{fast_weights_compile, no_scratch};

} // namespace pareto::gpu
