// SPDX-License-Identifier: GPL-3.0-or-later
// What kernels that can only go token by token are told.
#pragma once

#include <stdint.h>

namespace pareto::cpu {

/// `n` channels of a token of the scalar LSTM: the arguments of its gates (input, forget, cell, output), which are
/// overwritten, and what is kept of each channel.
struct SlstmCell {
  int64_t n;
  float* gates[4];
  bool first; ///< no past
  float *mean, *log_sum, *out;
};

/// Channels [begin, end) of complex modes: h = a h + x of each, y = sum over a channel's modes of c h. [modes,
/// channels], real and imaginary parts beside each other: of x and y the second is null where they are real.
struct ModesRun {
  int64_t tokens, begin, end, channels, modes;
  const float* x[2];
  int64_t x_stride;
  const float *keep[2], *read[2]; ///< a and c
  float* state[2];
  float* y[2];
  int64_t y_stride;
};

/// One head of one sequence whose linear model is trained while its tokens are read; strides in elements between
/// tokens. Contract: core/graph/ops.
struct FastWeightsHead {
  int64_t tokens, keys, width;
  int64_t position, mini_batch; ///< of the first token; tokens
  const float *q, *k, *v, *step;
  int64_t q_stride, k_stride, v_stride, step_stride;
  const float* rate; ///< null: 1
  int64_t rate_stride;
  const float *norm_weight, *norm_bias; ///< [width], or null both
  float norm_eps;
  const float *momentum, *keep; ///< logarithms; null: in mini-batches
  int64_t momentum_stride, keep_stride;
  float *weights, *sum;   ///< [keys, width]
  float *bias, *bias_sum; ///< [width]; null with momentum
  float* o;
  int64_t o_stride;
  float* scratch; ///< fast_weights_scratch() floats
};
inline int64_t fast_weights_scratch(int64_t width) { return 3 * width; }

/// One head of one sequence of the least-squares solver. Contract: core/graph/ops.
struct RidgeHead {
  int64_t tokens, keys, iterations;
  float eps;
  const float *q, *k, *beta, *log_decay;
  int64_t q_stride, k_stride, beta_stride, decay_stride;
  const float* ridge; ///< [keys]
  float* state;       ///< [keys, keys]
  float* o;
  int64_t o_stride;
  float* scratch; ///< ridge_scratch() floats
};
inline int64_t ridge_scratch(int64_t keys) { return 3 * keys; }

} // namespace pareto::cpu
