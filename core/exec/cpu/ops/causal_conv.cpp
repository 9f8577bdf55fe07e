// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

namespace pareto::cpu {

namespace {

/// What comes after the convolution of a sequence's channels [begin, end), in place.
using Finish = std::function<void(float* y, int64_t tokens, int64_t begin, int64_t end)>;

void add_conv(Compilation& c, const Node& node, float* y, int64_t grain, Finish finish) {
  const ConvSpec spec = std::get<ConvSpec>(node.spec);
  const Tensor x = node.inputs[0];
  const int64_t batch = node.output().shape[0], tokens = node.output().shape[1], channels = node.output().shape[2];
  const float *taps = c.data(node.inputs[1]), *bias = c.data(node.inputs[2]), *from = c.data(x);
  add_channels(
      c, channels, batch * tokens * channels * 4,
      [=, &c, state = node.entry(0), finish = std::move(finish)](int64_t begin, int64_t end) {
        for (int64_t row = 0; row < batch; ++row) {
          float* to = y + row * tokens * channels;
          c.kernels.conv({count_of(c, row), begin, end, channels, spec.width, from + row * x.strides[0], x.strides[1],
                          taps, bias, static_cast<int>(spec.activation),
                          c.environment.state->entry(state).values(slot_of(c, row)), to, channels});
          if (finish)
            finish(to, count_of(c, row), begin, end);
        }
      },
      grain);
}

Status compile(Compilation& c, const Node& node) {
  add_conv(c, node, c.data(node.output()), kPanelRows, {});
  return {};
}

} // namespace

const CpuOperation ops::causal_conv{compile, no_scratch};

/// Threads take whole heads.
Status compile_fused_conv_norm(Compilation& c, const FusedNodes& nodes) {
  const Node &conv = *nodes.front(), &norm = *nodes.back();
  const NormSpec spec = std::get<NormSpec>(norm.spec);
  const int64_t width = spec.group > 0 ? spec.group : norm.inputs[0].shape.back(),
                channels = conv.output().shape.back();
  add_conv(c, conv, c.data(norm.output()), width,
           [&c, spec, width, channels](float* y, int64_t tokens, int64_t begin, int64_t end) {
             const NormRow row{static_cast<int>(spec.kind), spec.eps, nullptr, nullptr};
             for (int64_t t = 0; t < tokens; ++t)
               for (int64_t at = begin; at < end; at += width)
                 c.kernels.norm(row, y + t * channels + at, y + t * channels + at, width);
           });
  return {};
}

} // namespace pareto::cpu
