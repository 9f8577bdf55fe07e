// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>
#include <cmath>

namespace pareto::cpu {

namespace {

/// Running sums of a softmax over tokens, channel by channel, in a part of the state: the greatest logit, the sum of
/// e^(logit - it) and that of e^(logit - it) x, one row of `width` each.
struct WeightedSums {
  float* state;
  int64_t width;

  void clear() const {
    std::fill_n(state, width, kNoMass);
    std::fill_n(state + width, 2 * width, 0.0f);
  }
  void add(const float* logits, const float* x) const {
    float *peak = state, *sum = state + width, *acc = sum + width;
    for (int64_t i = 0; i < width; ++i) {
      const float most = std::max(peak[i], logits[i]), old = std::exp(peak[i] - most),
                  fresh = std::exp(logits[i] - most);
      peak[i] = most;
      sum[i] = sum[i] * old + fresh;
      acc[i] = acc[i] * old + fresh * x[i];
    }
  }
  void mean(float* y) const {
    for (int64_t i = 0; i < width; ++i)
      y[i] = state[2 * width + i] / state[width + i];
  }
  void mean_with(const WeightedSums& other, float* y) const {
    for (int64_t i = 0; i < width; ++i) {
      const float most = std::max(state[i], other.state[i]), own = std::exp(state[i] - most),
                  its = std::exp(other.state[i] - most);
      y[i] = (state[2 * width + i] * own + other.state[2 * width + i] * its) /
             (state[width + i] * own + other.state[width + i] * its);
    }
  }
};

/// One head of one sequence.
struct PooledHead {
  PoolBlocksSpec spec;
  int64_t width; ///< of x
  const float* x;
  int64_t x_stride;
  const float* logits;
  int64_t logit_stride;
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

  void weighted(int64_t position, const float* weights, const float* from, float* to) const {
    const bool fresh = position % spec.block == 0;
    if (!spec.overlaps) {
      const WeightedSums own{state, width};
      if (fresh)
        own.clear();
      own.add(weights, from);
      return own.mean(to);
    }
    const int64_t half = width / 2;
    const WeightedSums last{state, half}, next{state + 3 * half, half}, own{state + 6 * half, half};
    if (fresh) {
      if (position == 0)
        last.clear();
      else
        std::copy_n(next.state, 3 * half, last.state);
      next.clear();
      own.clear();
    }
    next.add(weights, from);
    own.add(weights + half, from + half);
    own.mean_with(last, to);
  }

  void run(int64_t position, int64_t tokens) const {
    for (int64_t t = 0; t < tokens; ++t) {
      const int64_t before = (position + t) % spec.block; // tokens of the block
      switch (spec.summary) {
      case BlockSummary::Mean: mean(before, x + t * x_stride, y + t * y_stride); break;
      case BlockSummary::Bounds: bounds(before, x + t * x_stride, y + t * y_stride); break;
      case BlockSummary::Weighted:
        weighted(position + t, logits + t * logit_stride, x + t * x_stride, y + t * y_stride);
        break;
      }
    }
  }
};

Status pool_blocks_compile(Compilation& c, const Node& node) {
  const auto spec = std::get<PoolBlocksSpec>(node.spec);
  const Tensor x = node.inputs[0], logits = node.inputs[1] ? node.inputs[1] : x;
  const int64_t batch = x.shape[0], tokens = x.shape[1], heads = x.shape[2], width = x.shape[3],
                wide = node.output().shape[3], kept = c.graph.states()[static_cast<size_t>(node.entry(0))].shape[1];
  const float *from = c.data(x), *weights = c.data(logits);
  float* y = c.data(node.output());
  c.add_shared(batch * heads, 2 * batch * tokens * heads * kept,
               [=, &c, state = node.entry(0)](int64_t begin, int64_t end, int) {
                 for (int64_t unit = begin; unit < end; ++unit) {
                   const int64_t b = unit / heads, h = unit % heads;
                   const PooledHead head{spec,
                                         width,
                                         from + b * x.strides[0] + h * x.strides[2],
                                         x.strides[1],
                                         weights + b * logits.strides[0] + h * logits.strides[2],
                                         logits.strides[1],
                                         c.environment.state->entry(state).values(slot_of(c, b)) + h * kept,
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
