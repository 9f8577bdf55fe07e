// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/compilation.h"
#include "core/exec/cpu/ops/sequence.h"

namespace pareto::cpu {

Status compile_causal_conv(Compilation& c, const Node& node) {
  const ConvSpec spec = std::get<ConvSpec>(node.spec);
  const Tensor x = node.inputs[0];
  const int64_t batch = node.output().shape[0], tokens = node.output().shape[1], channels = node.output().shape[2];
  const float *taps = c.data(node.inputs[1]), *bias = c.data(node.inputs[2]), *from = c.data(x);
  float* y = c.data(node.output());
  add_channels(c, channels, batch * tokens * channels * 4, [=, &c, state = node.entry(0)](int64_t begin, int64_t end) {
    for (int64_t row = 0; row < batch; ++row)
      c.kernels.conv({count_of(c, row), begin, end, channels, spec.width, from + row * x.strides[0], x.strides[1], taps, bias,
                      static_cast<int>(spec.activation), c.environment.state->entry(state).values(slot_of(c, row)), y + row * tokens * channels, channels});
  });
  return {};
}

} // namespace pareto::cpu
