// SPDX-License-Identifier: GPL-3.0-or-later
// Linear models that are trained while a text is read, and the solver of least squares: a matrix per head, token by
// token.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

/// A matrix of one head, dense.
struct Matrix {
  float* at;
  int64_t keys, width;
};

/// Calls block(columns, first column, count of them) for all columns, four vectors at a time, then one, then what is
/// left.
template <class Block>
HWY_INLINE void for_columns(int64_t width, const Block& block) {
  int64_t column = 0;
  for (; column + 4 * kLanes <= width; column += 4 * kLanes)
    block.template vectors<4>(column);
  for (; column + kLanes <= width; column += kLanes)
    block.template vectors<1>(column);
  for (; column < width; ++column)
    block.single(column);
}

/// to += M^T x.
struct Read {
  Matrix m;
  const float* x;
  float* to;
  template <int N>
  HWY_INLINE void vectors(int64_t column) const {
    V sum[N];
    for (int n = 0; n < N; ++n)
      sum[n] = load(to + column + n * kLanes);
    for (int64_t i = 0; i < m.keys; ++i)
      for (int n = 0; n < N; ++n)
        sum[n] = hn::MulAdd(set(x[i]), load(m.at + i * m.width + column + n * kLanes), sum[n]);
    for (int n = 0; n < N; ++n)
      store(sum[n], to + column + n * kLanes);
  }
  HWY_INLINE void single(int64_t column) const {
    for (int64_t i = 0; i < m.keys; ++i)
      to[column] += x[i] * m.at[i * m.width + column];
  }
};

/// M = keep M + k row^T, then to += M^T q; q may be null.
struct Write {
  Matrix m;
  float keep;
  const float *k, *row, *q;
  float* to;
  template <int N>
  HWY_INLINE void vectors(int64_t column) const {
    V sum[N], written[N];
    for (int n = 0; n < N; ++n) {
      sum[n] = q ? load(to + column + n * kLanes) : hn::Zero(d);
      written[n] = load(row + column + n * kLanes);
    }
    for (int64_t i = 0; i < m.keys; ++i)
      for (int n = 0; n < N; ++n) {
        float* place = m.at + i * m.width + column + n * kLanes;
        const V x = hn::MulAdd(set(keep), load(place), hn::Mul(set(k[i]), written[n]));
        store(x, place);
        sum[n] = hn::MulAdd(set(q ? q[i] : 0), x, sum[n]);
      }
    for (int n = 0; n < N && q; ++n)
      store(sum[n], to + column + n * kLanes);
  }
  HWY_INLINE void single(int64_t column) const {
    for (int64_t i = 0; i < m.keys; ++i) {
      float& x = m.at[i * m.width + column];
      x = keep * x + k[i] * row[column];
      if (q)
        to[column] += q[i] * x;
    }
  }
};

/// to = keep to + factor from.
void add_scaled(float keep, float* to, float factor, const float* from, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::MulAdd(set(keep), load(to + i), hn::Mul(set(factor), load(from + i))), to + i);
  for (; i < n; ++i)
    to[i] = keep * to[i] + factor * from[i];
}

float dot(const float* x, const float* y, int64_t n) {
  V total = hn::Zero(d);
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    total = hn::MulAdd(load(x + i), load(y + i), total);
  float rest = sum_lanes(total);
  for (; i < n; ++i)
    rest += x[i] * y[i];
  return rest;
}

/// z <- d/dz of 1/2 |weight z^ + bias - v|^2, z^ the layer norm of z; z - v without a norm. `unit`: width floats.
void to_gradient(const FastWeightsHead& head, const float* v, float* z, float* unit) {
  const int64_t n = head.width;
  if (!head.norm_weight)
    return add_scaled(1, z, -1, v, n);
  const auto count = static_cast<float>(n);
  const float mean = sum(z, n) / count;
  for (int64_t i = 0; i < n; ++i)
    unit[i] = z[i] - mean;
  const float factor = 1 / sqrtf(dot(unit, unit, n) / count + head.norm_eps);
  for (int64_t i = 0; i < n; ++i) {
    unit[i] *= factor;
    z[i] = (head.norm_weight[i] * unit[i] + head.norm_bias[i] - v[i]) * head.norm_weight[i];
  }
  const float level = sum(z, n) / count, along = dot(z, unit, n) / count;
  for (int64_t i = 0; i < n; ++i)
    z[i] = (z[i] - level - along * unit[i]) * factor;
}

void batch_token(const FastWeightsHead& head, int64_t t) {
  const Matrix weights{head.weights, head.keys, head.width}, sum{head.sum, head.keys, head.width};
  const float *q = head.q + t * head.q_stride, *k = head.k + t * head.k_stride;
  const float step = head.step[t * head.step_stride], rate = head.rate ? head.rate[t * head.rate_stride] : 1;
  float *slope = head.scratch, *moved = slope + head.width, *o = head.o + t * head.o_stride;
  for (int64_t i = 0; i < head.width; ++i)
    slope[i] = o[i] = head.bias[i];
  for_columns(head.width, Read{weights, k, slope});
  for_columns(head.width, Read{weights, q, o});
  to_gradient(head, head.v + t * head.v_stride, slope, moved);
  for (int64_t i = 0; i < head.width; ++i) {
    slope[i] *= rate;
    head.bias_sum[i] += slope[i];
    moved[i] = head.bias_sum[i];
  }
  for_columns(head.width, Write{sum, 1, k, slope, q, moved});
  add_scaled(1, o, -step, moved, head.width);
  if ((head.position + t + 1) % head.mini_batch != 0)
    return;
  add_scaled(1, head.weights, -step, head.sum, head.keys * head.width);
  add_scaled(1, head.bias, -step, head.bias_sum, head.width);
  memset(head.sum, 0, static_cast<size_t>(head.keys * head.width) * 4);
  memset(head.bias_sum, 0, static_cast<size_t>(head.width) * 4);
}

void momentum_token(const FastWeightsHead& head, int64_t t) {
  const Matrix weights{head.weights, head.keys, head.width}, sum{head.sum, head.keys, head.width};
  const float* k = head.k + t * head.k_stride;
  float *slope = head.scratch, *o = head.o + t * head.o_stride;
  for (int64_t i = 0; i < head.width; ++i)
    slope[i] = o[i] = 0;
  for_columns(head.width, Read{weights, k, slope});
  const float step = head.step[t * head.step_stride];
  add_scaled(-step, slope, step, head.v + t * head.v_stride, head.width);
  for_columns(head.width, Write{sum, expf(head.momentum[t * head.momentum_stride]), k, slope, nullptr, nullptr});
  add_scaled(expf(head.keep[t * head.keep_stride]), head.weights, 1, head.sum, head.keys * head.width);
  for_columns(head.width, Read{weights, head.q + t * head.q_stride, o});
}

/// (H + diag(ridge)) o = q by conjugate gradients.
void solve(const RidgeHead& head, const float* q, float* o) {
  const int64_t n = head.keys;
  const Matrix h{head.state, n, n};
  float *residual = head.scratch, *direction = residual + n, *image = direction + n;
  for (int64_t i = 0; i < n; ++i) {
    o[i] = 0;
    residual[i] = direction[i] = q[i];
  }
  float left = dot(residual, residual, n);
  for (int64_t round = 0; round < head.iterations && left > 0; ++round) {
    for (int64_t i = 0; i < n; ++i)
      image[i] = head.ridge[i] * direction[i];
    for_columns(n, Read{h, direction, image}); // H is symmetric
    const float along = left / (dot(direction, image, n) + head.eps);
    add_scaled(1, o, along, direction, n);
    add_scaled(1, residual, -along, image, n);
    const float now = dot(residual, residual, n);
    add_scaled(now / (left + head.eps), direction, 1, residual, n);
    left = now;
  }
}

} // namespace

void fast_weights(const FastWeightsHead& head) {
  for (int64_t t = 0; t < head.tokens; ++t)
    head.momentum ? momentum_token(head, t) : batch_token(head, t);
}

void ridge_solve(const RidgeHead& head) {
  const Matrix h{head.state, head.keys, head.keys};
  for (int64_t t = 0; t < head.tokens; ++t) {
    const float* k = head.k + t * head.k_stride;
    const float beta = head.beta[t * head.beta_stride];
    for (int64_t i = 0; i < head.keys; ++i)
      head.scratch[i] = beta * k[i];
    for_columns(head.keys, Write{h, expf(head.log_decay[t * head.decay_stride]), k, head.scratch, nullptr, nullptr});
    solve(head, head.q + t * head.q_stride, head.o + t * head.o_stride);
  }
}

} // namespace pareto::cpu::PARETO_ISA
