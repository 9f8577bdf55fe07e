// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix recurrence token by token: decode, and every removal the chunked form does not cover.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"
#include "core/graph/functions.h"
#include "core/graph/ops/matrix_recurrence.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

/// One write of a token. `decay` holds e^g per key (all equal for a scalar decay), `column_decay` per column; null
/// without. `q` and `o` are null where the write is not the one at which the token reads.
struct Step {
  int64_t keys, width, stride; ///< stride: between rows of the state
  const float *q, *k, *v, *decay, *column_decay, *a, *b;
  float beta, factor; ///< factor: scale, divided by the normaliser where there is one
  bool delta;
  float *state, *o;
};

/// What the inner loop does besides adding: nothing, read the state as it was, or decay by column.
enum class Form { Plain, ReadBefore, ColumnDecay };

/// Columns [column, column + N * kLanes) of the state through one token. Two passes: what the removal reads, then the
/// update with the output; the block stays in the first-level cache in between.
template <int N, Form form>
HWY_INLINE void columns(const Step& s, int64_t column) {
  V read[N], out[N], value[N], column_keep[N];
  for (int n = 0; n < N; ++n) {
    read[n] = out[n] = hn::Zero(d);
    value[n] = load(s.v + column + n * kLanes);
    column_keep[n] = form == Form::ColumnDecay ? load(s.column_decay + column + n * kLanes) : hn::Zero(d);
  }
  float* state = s.state + column;
  if (s.a) {
    for (int64_t i = 0; i < s.keys; ++i)
      for (int n = 0; n < N; ++n)
        read[n] = hn::MulAdd(set(s.a[i]), load(state + i * s.stride + n * kLanes), read[n]);
    for (int n = 0; n < N && !s.b; ++n)
      value[n] = hn::Sub(value[n], read[n]);
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
    const V key = set(s.k[i]), query = set(s.q ? s.q[i] : 0), keep = set(s.decay ? s.decay[i] : 1);
    for (int n = 0; n < N; ++n) {
      const V old = load(state + i * s.stride + n * kLanes);
      V x = hn::MulAdd(old, form == Form::ColumnDecay ? column_keep[n] : keep, hn::Mul(key, value[n]));
      if (s.b)
        x = hn::MulAdd(set(s.b[i]), read[n], x);
      store(x, state + i * s.stride + n * kLanes);
      out[n] = hn::MulAdd(query, form == Form::ReadBefore ? old : x, out[n]);
    }
  }
  for (int n = 0; n < N && s.o; ++n)
    store(hn::Mul(out[n], set(s.factor)), s.o + column + n * kLanes);
}

template <Form form>
void last_columns(const Step& s, int64_t column) {
  for (int64_t j = column; j < s.width; ++j) {
    float read = 0, out = 0, value = s.v[j];
    for (int64_t i = 0; i < s.keys && (s.a || s.delta); ++i)
      read += (s.a ? s.a[i] : s.decay ? s.k[i] * s.decay[i] : s.k[i]) * s.state[i * s.stride + j];
    if (s.delta)
      value = s.beta * (value - read);
    else if (s.a && !s.b)
      value -= read;
    for (int64_t i = 0; i < s.keys; ++i) {
      float& x = s.state[i * s.stride + j];
      const float old = x, query = s.q ? s.q[i] : 0;
      x = old * (form == Form::ColumnDecay ? s.column_decay[j]
                 : s.decay                 ? s.decay[i]
                                           : 1) +
          s.k[i] * value + (s.b ? s.b[i] * read : 0);
      out += query * (form == Form::ReadBefore ? old : x);
    }
    if (s.o)
      s.o[j] = out * s.factor;
  }
}

template <Form form>
void all_columns(const Step& s) {
  int64_t column = 0;
  for (; column + 4 * kLanes <= s.width; column += 4 * kLanes)
    columns<4, form>(s, column);
  for (; column + kLanes <= s.width; column += kLanes)
    columns<1, form>(s, column);
  last_columns<form>(s, column);
}

/// The vectors of write `write` of token t, without its decay.
Step step_of(const RecurrenceHead& head, int64_t t, int64_t write) {
  const int64_t at = t * head.writes + write;
  const bool reads = write == (head.read_before ? 0 : head.writes - 1);
  return {head.keys,
          head.width,
          head.state_stride,
          reads ? head.q + t * head.reads * head.q_stride : nullptr,
          head.k + at * head.k_stride,
          head.v + at * head.v_stride,
          nullptr,
          nullptr,
          head.a ? head.a + at * head.a_stride : nullptr,
          head.b ? head.b + at * head.b_stride : nullptr,
          head.beta ? head.beta[at * head.beta_stride] : 1,
          head.scale,
          head.beta != nullptr,
          head.state,
          reads ? head.o + t * head.reads * head.o_stride : nullptr};
}

/// The queries of a token behind its first one: o = factor S^T q.
void read_again(const Step& s, const float* q, float* o) {
  int64_t column = 0;
  for (; column + kLanes <= s.width; column += kLanes) {
    V sum = hn::Zero(d);
    for (int64_t i = 0; i < s.keys; ++i)
      sum = hn::MulAdd(set(q[i]), load(s.state + i * s.stride + column), sum);
    store(hn::Mul(sum, set(s.factor)), o + column);
  }
  for (; column < s.width; ++column) {
    float sum = 0;
    for (int64_t i = 0; i < s.keys; ++i)
      sum += q[i] * s.state[i * s.stride + column];
    o[column] = sum * s.factor;
  }
}

/// The decay of token t as a vector over the keys or over the columns, in the scratch.
void set_decay(const RecurrenceHead& head, int64_t t, Step& s) {
  const float* g = head.log_decay + t * head.decay_stride;
  float* decay = head.scratch;
  if (head.key_decay || head.value_decay) {
    unary(static_cast<int>(UnaryFunction::Exp), 1, 0, g, decay, head.key_decay ? head.keys : head.width);
  } else {
    const float keep = expf(*g);
    for (int64_t i = 0; i < head.keys; ++i)
      decay[i] = keep;
  }
  (head.value_decay ? s.column_decay : s.decay) = decay;
}

/// x = keep x, then out += factor x, of a row of the state.
HWY_INLINE void fade_and_read(float* x, float keep, float factor, float* out, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const V now = hn::Mul(load(x + i), set(keep));
    store(now, x + i);
    store(hn::MulAdd(now, set(factor), load(out + i)), out + i);
  }
  for (; i < n; ++i) {
    x[i] *= keep;
    out[i] += factor * x[i];
  }
}

/// to (+)= factor x.
HWY_INLINE void take_up(float* to, bool add, float factor, const float* x, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::MulAdd(load(x + i), set(factor), add ? load(to + i) : hn::Zero(d)), to + i);
  for (; i < n; ++i)
    to[i] = (add ? to[i] : 0) + factor * x[i];
}

/// One token of a past in levels.
void level_token(const RecurrenceHead& head, int64_t t) {
  const float *q = head.q + t * head.q_stride, *k = head.k + t * head.k_stride, *v = head.v + t * head.v_stride,
              *weights = head.level_weights + t * head.level_weights_stride;
  const float keep = expf(head.log_decay[t * head.decay_stride]);
  const int64_t position = head.position + t, into = joined_level(head.levels, position);
  const auto row = [&](int64_t level, int64_t i) { return head.state + (level * head.keys + i) * head.state_stride; };
  float present = 0, *o = head.o + t * head.o_stride;
  for (int64_t i = 0; i < head.keys; ++i)
    present += q[i] * k[i];
  take_up(o, false, weights[0] * present * head.scale, v, head.width);
  for (int64_t level = 1; level < head.levels; ++level)
    for (int64_t i = 0; level_holds(level, head.levels, position) && i < head.keys; ++i)
      fade_and_read(row(level, i), keep, weights[level] * head.scale * q[i], o, head.width);
  for (int64_t i = 0; i < head.keys; ++i) {
    take_up(row(into, i), level_holds(into, head.levels, position), k[i], v, head.width);
    for (int64_t level = 1; level < into; ++level) // all of them hold something
      take_up(row(into, i), true, 1, row(level, i), head.width);
  }
}

} // namespace

void recurrence_steps(const RecurrenceHead& head) {
  for (int64_t t = 0; head.levels > 0 && t < head.tokens; ++t)
    level_token(head, t);
  if (head.levels > 0)
    return;
  for (int64_t t = 0; t < head.tokens; ++t)
    for (int64_t write = 0; write < head.writes; ++write) {
      Step s = step_of(head, t, write);
      if (head.log_decay && write == 0)
        set_decay(head, t, s);
      if (head.normalised) {
        float total = head.eps;
        for (int64_t i = 0; i < head.keys; ++i) {
          head.normaliser[i] += s.k[i];
          total += head.normaliser[i] * s.q[i];
        }
        s.factor /= total;
      }
      if (head.value_decay)
        all_columns<Form::ColumnDecay>(s);
      else if (head.read_before)
        all_columns<Form::ReadBefore>(s);
      else
        all_columns<Form::Plain>(s);
      for (int64_t read = 1; s.o && read < head.reads; ++read)
        read_again(s, s.q + read * head.q_stride, s.o + read * head.o_stride);
    }
}

} // namespace pareto::cpu::PARETO_ISA
