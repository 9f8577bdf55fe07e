// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix recurrence token by token: decode, and every removal the chunked form does not cover.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"
#include "core/graph/functions.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

/// One token's vectors; `decay` holds e^g per key (all equal for a scalar decay), null without.
struct Step {
  int64_t keys, width, stride; ///< stride: between rows of the state
  const float *q, *k, *v, *decay, *a, *b;
  float beta, factor; ///< factor: scale, divided by the normaliser where there is one
  bool delta;
  float *state, *o;
};

/// Columns [column, column + N * kLanes) of the state through one token. Two passes: what the removal reads, then the
/// update with the output; the block stays in the first-level cache in between.
template <int N>
HWY_INLINE void columns(const Step& s, int64_t column) {
  V read[N], out[N], value[N];
  for (int n = 0; n < N; ++n) {
    read[n] = out[n] = hn::Zero(d);
    value[n] = load(s.v + column + n * kLanes);
  }
  float* state = s.state + column;
  if (s.a) {
    for (int64_t i = 0; i < s.keys; ++i)
      for (int n = 0; n < N; ++n)
        read[n] = hn::MulAdd(set(s.a[i]), load(state + i * s.stride + n * kLanes), read[n]);
  } else if (s.delta) {
    for (int64_t i = 0; i < s.keys; ++i) {
      const V key = set(s.decay ? s.k[i] * s.decay[i] : s.k[i]); // the decayed state, not yet written back
      for (int n = 0; n < N; ++n)
        read[n] = hn::MulAdd(key, load(state + i * s.stride + n * kLanes), read[n]);
    }
    for (int n = 0; n < N; ++n)
      value[n] = hn::Mul(set(s.beta), hn::Sub(value[n], read[n]));
  }
  for (int64_t i = 0; i < s.keys; ++i) {
    const V key = set(s.k[i]), query = set(s.q[i]), keep = set(s.decay ? s.decay[i] : 1);
    for (int n = 0; n < N; ++n) {
      V x = hn::MulAdd(load(state + i * s.stride + n * kLanes), keep, hn::Mul(key, value[n]));
      if (s.a)
        x = hn::MulAdd(set(s.b[i]), read[n], x);
      store(x, state + i * s.stride + n * kLanes);
      out[n] = hn::MulAdd(query, x, out[n]);
    }
  }
  for (int n = 0; n < N; ++n)
    store(hn::Mul(out[n], set(s.factor)), s.o + column + n * kLanes);
}

void last_columns(const Step& s, int64_t column) {
  for (int64_t j = column; j < s.width; ++j) {
    float read = 0, out = 0, value = s.v[j];
    for (int64_t i = 0; i < s.keys && (s.a || s.delta); ++i)
      read += (s.a ? s.a[i] : s.decay ? s.k[i] * s.decay[i] : s.k[i]) * s.state[i * s.stride + j];
    if (s.delta)
      value = s.beta * (value - read);
    for (int64_t i = 0; i < s.keys; ++i) {
      float& x = s.state[i * s.stride + j];
      x = x * (s.decay ? s.decay[i] : 1) + s.k[i] * value + (s.a ? s.b[i] * read : 0);
      out += s.q[i] * x;
    }
    s.o[j] = out * s.factor;
  }
}

} // namespace

void recurrence_steps(const RecurrenceHead& head) {
  float* decay = head.scratch;
  for (int64_t t = 0; t < head.tokens; ++t) {
    Step s{head.keys,
           head.width,
           head.state_stride,
           head.q + t * head.q_stride,
           head.k + t * head.k_stride,
           head.v + t * head.v_stride,
           nullptr,
           head.a ? head.a + t * head.a_stride : nullptr,
           head.b ? head.b + t * head.b_stride : nullptr,
           head.beta ? head.beta[t * head.beta_stride] : 1,
           head.scale,
           head.beta != nullptr,
           head.state,
           head.o + t * head.o_stride};
    if (head.log_decay) {
      const float* g = head.log_decay + t * head.decay_stride;
      if (head.key_decay) {
        unary(static_cast<int>(UnaryFunction::Exp), 1, 0, g, decay, head.keys);
      } else {
        const float keep = expf(*g);
        for (int64_t i = 0; i < head.keys; ++i)
          decay[i] = keep;
      }
      s.decay = decay;
    }
    if (head.normalised) {
      float total = head.eps;
      for (int64_t i = 0; i < head.keys; ++i) {
        head.normaliser[i] += s.k[i];
        total += head.normaliser[i] * s.q[i];
      }
      s.factor /= total;
    }
    int64_t column = 0;
    for (; column + 4 * kLanes <= head.width; column += 4 * kLanes)
      columns<4>(s, column);
    for (; column + kLanes <= head.width; column += kLanes)
      columns<1>(s, column);
    last_columns(s, column);
  }
}

} // namespace pareto::cpu::PARETO_ISA
