// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

namespace pareto::cpu {

namespace {

/// What comes after the convolution of a sequence's channels [begin, end), in place.
using CausalConvFinish = std::function<void(float* y, int64_t tokens, int64_t begin, int64_t end)>;

void add_conv(Compilation& c, const Node& node, float* y, int64_t grain, CausalConvFinish finish) {
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

/// Each expert's rows of each sequence, from a past of its own.
void add_expert_conv(Compilation& c, const Node& node) {
  const ConvSpec spec = std::get<ConvSpec>(node.spec);
  const ExpertRows rows(c, node.inputs[kConvOffsets], node.inputs[kConvOrder]);
  const int64_t channels = node.output().shape[2], step = node.inputs[kConvX].strides[1];
  const float *taps = c.data(node.inputs[kConvWeight]), *bias = c.data(node.inputs[kConvBias]),
              *from = c.data(node.inputs[kConvX]);
  float* y = c.data(node.output());
  c.add([rows, y, channels](int) { rows.clear_others(y, channels); }, true);
  add_channels(c, channels, rows.rows * channels * 4, [=, &c, state = node.entry(0)](int64_t begin, int64_t end) {
    for (int64_t b = 0; b < c.graph.shape().batch; ++b)
      for (int64_t e = 0; e < rows.experts; ++e) {
        const ExpertRows::Run run = rows.of(e, b);
        if (run.count > 0)
          c.kernels.conv({run.count, begin, end, channels, spec.width, from + run.first * step, step, taps, bias,
                          static_cast<int>(spec.activation),
                          c.environment.state->entry(state).values(slot_of(c, b)) + e * (spec.width - 1) * channels,
                          y + run.first * channels, channels});
      }
  });
}

Status causal_conv_compile(Compilation& c, const Node& node) {
  if (node.inputs[kConvOffsets]) {
    add_expert_conv(c, node);
    return {};
  }
  add_conv(c, node, c.data(node.output()), kPanelRows, {});
  return {};
}

} // namespace

const CpuOperation ops::causal_conv{causal_conv_compile, no_scratch};

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
