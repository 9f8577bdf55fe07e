// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

/// One head of one sequence.
struct PooledHead {
  PoolBlocksSpec spec;
  int64_t width;
  const float* x;
  int64_t x_stride;
  float *state, *y;
  int64_t y_stride;

  void mean(int64_t before, const float* from, float* to) const {
    const float share = 1 / static_cast<float>(before + 1);
    for (int64_t i = 0; i < width; ++i) {
      state[i] = before == 0 ? from[i] : state[i] + from[i];
      to[i] = state[i] * share;
    }
  }

  void bounds(int64_t before, const float* from, float* to) const {
    for (int64_t i = 0; i < width; ++i) {
      state[i] = before == 0 ? from[i] : std::min(state[i], from[i]);
      state[width + i] = before == 0 ? from[i] : std::max(state[width + i], from[i]);
    }
    std::copy_n(state, 2 * width, to);
  }

  void run(int64_t position, int64_t tokens) const {
    for (int64_t t = 0; t < tokens; ++t) {
      const int64_t before = (position + t) % spec.block; // tokens of the block
      if (spec.summary == BlockSummary::Mean)
        mean(before, x + t * x_stride, y + t * y_stride);
      else
        bounds(before, x + t * x_stride, y + t * y_stride);
    }
  }
};

Status pool_blocks_compile(Compilation& c, const Node& node) {
  const auto spec = std::get<PoolBlocksSpec>(node.spec);
  const Tensor x = node.inputs[0];
  const int64_t batch = x.shape[0], tokens = x.shape[1], heads = x.shape[2], width = x.shape[3],
                wide = node.output().shape[3];
  const float* from = c.data(x);
  float* y = c.data(node.output());
  c.add_shared(batch * heads, 2 * batch * tokens * heads * wide,
               [=, &c, state = node.entry(0)](int64_t begin, int64_t end, int) {
                 for (int64_t unit = begin; unit < end; ++unit) {
                   const int64_t b = unit / heads, h = unit % heads;
                   const PooledHead head{spec,
                                         width,
                                         from + b * x.strides[0] + h * x.strides[2],
                                         x.strides[1],
                                         c.environment.state->entry(state).values(slot_of(c, b)) + h * wide,
                                         y + (b * tokens * heads + h) * wide,
                                         heads * wide};
                   head.run(c.environment.input->position[static_cast<size_t>(b)], count_of(c, b));
                 }
               });
  return {};
}

} // namespace

const CpuOperation ops::pool_blocks{pool_blocks_compile, no_scratch};

} // namespace pareto::cpu
