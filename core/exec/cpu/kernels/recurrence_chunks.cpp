// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix recurrence in chunks of 64 tokens, as matrix products. With b the running sum of the log decay inside a
// chunk:
//   o_i = scale (e^{b_i} q_i S + sum_{j<=i} e^{b_i - b_j} (q_i.k_j) v_j),  S <- e^{b_C} S + sum_j e^{b_C - b_j} k_j
//   v_j^T.
// Delta removal replaces v by the solution of (I + A) v' = beta (v - e^b k S), A_ij = beta_i e^{b_i - b_j} (k_i.k_j), j
// < i (arXiv 2406.06484, 2412.06464); a low rank removal along k by that of (I + A) v' = v - e^b a S, A_ij = e^{b_{i-1}
// - b_j} (a_i.k_j). Only differences b_i - b_j <= 0 are ever exponentiated. A token that writes several times is as
// many rows j of the chunk, the first of which carries the decay; its queries i read behind its last write, or before
// its first where the recurrence reads the old state: they see the rows before `seen`.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"
#include "core/graph/functions.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

void scale_row(float* x, float factor, int64_t n) {
  unary(static_cast<int>(UnaryFunction::Affine), factor, 0, x, x, n);
}

/// y += factor x
void add_scaled(float factor, const float* x, float* y, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::MulAdd(set(factor), load(x + i), load(y + i)), y + i);
  for (; i < n; ++i)
    y[i] += factor * x[i];
}

/// out = x e^{from - to}, elementwise over n keys.
void decayed(const float* x, const float* from, const float* to, float* out, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::Mul(load(x + i), exp_of(hn::Sub(load(from + i), load(to + i)))), out + i);
  for (; i < n; ++i)
    out[i] = x[i] * expf(from[i] - to[i]);
}

/// sum_d q_d k_d e^{b_d - c_d}
float decayed_dot(const float* q, const float* k, const float* b, const float* c, int64_t n) {
  V total = hn::Zero(d);
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    total = hn::MulAdd(hn::Mul(load(q + i), load(k + i)), exp_of(hn::Sub(load(b + i), load(c + i))), total);
  float rest = sum_lanes(total);
  for (; i < n; ++i)
    rest += q[i] * k[i] * expf(b[i] - c[i]);
  return rest;
}

/// y += factor x e^{from - to}, elementwise.
void add_decayed(float factor, const float* x, const float* from, const float* to, float* y, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::MulAdd(hn::Mul(set(factor), load(x + i)), exp_of(hn::Sub(load(from + i), load(to + i))), load(y + i)),
          y + i);
  for (; i < n; ++i)
    y[i] += factor * x[i] * expf(from[i] - to[i]);
}

/// One chunk of one head at work.
class Chunk {
public:
  explicit Chunk(const RecurrenceHead& head) : h(head) {
    float* at = head.scratch;
    const auto take = [&](int64_t floats) {
      float* part = at;
      at += floats;
      return part;
    };
    keys_t = take(h.keys * kChunk);
    weighted = take(h.keys * kChunk);
    running = take(h.keys * kChunk);
    queries = take(h.keys * kChunk);
    scores = take(kChunk * kChunk);
    gram = take(kChunk * kChunk);
    values = take(h.width * kChunk);
    from_state = take(h.width * kChunk);
    block_values = take(h.width * kSubChunk);
    const int64_t longest = h.keys > h.width ? h.keys : h.width;
    zeros = take(longest);
    for (int64_t i = 0; i < longest; ++i)
      zeros[i] = 0;
  }

  void run(int64_t begin, int64_t tokens) {
    first_token = begin;
    reads = tokens * h.reads;
    first = begin * h.writes;
    count = tokens * h.writes;
    if (h.key_decay)
      key_decay();
    else if (h.value_decay)
      value_decay();
    else
      scalar_decay();
  }

private:
  const float* q(int64_t i) const { return h.q + (first_token * h.reads + i) * h.q_stride; }
  float* o(int64_t i) const { return h.o + (first_token * h.reads + i) * h.o_stride; }
  const float* k(int64_t i) const { return h.k + (first + i) * h.k_stride; }
  const float* v(int64_t i) const { return h.v + (first + i) * h.v_stride; }
  /// How many rows of the chunk query i reads.
  int64_t seen(int64_t i) const { return (h.read_before ? i / h.reads : i / h.reads + 1) * h.writes; }
  /// The running sum of decays at which query i reads, per key.
  const float* decay_at(int64_t i) const { return seen(i) > 0 ? running + (seen(i) - 1) * h.keys : zeros; }

  /// keys_t[d][j] = x(j)[d], columns beyond `columns` zero.
  template <class Row>
  void transpose(float* out, int64_t columns, const Row& row) {
    for (int64_t j = 0; j < columns; ++j) {
      const float* x = row(j);
      for (int64_t i = 0; i < h.keys; ++i)
        out[i * kChunk + j] = x[i];
    }
    for (int64_t i = 0; i < h.keys; ++i)
      for (int64_t j = columns; j < kChunk; ++j)
        out[i * kChunk + j] = 0;
  }

  void scalar_decay() {
    float b[kChunk], to_end[kChunk], sum_b = 0;
    for (int64_t i = 0; i < count; ++i) {
      if (h.log_decay && i % h.writes == 0)
        sum_b += h.log_decay[(first_token + i / h.writes) * h.decay_stride];
      b[i] = sum_b;
    }
    for (int64_t i = 0; i < count; ++i)
      to_end[i] = expf(sum_b - b[i]);
    transpose(keys_t, count, [this](int64_t j) { return k(j); });
    product({q(0), h.q_stride, keys_t, kChunk, scores, kChunk, reads, kChunk, h.keys, false});
    const float* inputs = v(0);
    int64_t inputs_stride = h.v_stride;
    if (h.beta || h.a) {
      solve(b);
      inputs = values;
      inputs_stride = h.width;
    }
    float denominators[kChunk];
    if (h.normalised)
      normalise(denominators);
    product({q(0), h.q_stride, h.state, h.state_stride, o(0), h.o_stride, reads, h.width, h.keys, false});
    for (int64_t i = 0; i < reads; ++i) {
      const float factor = h.normalised ? h.scale / denominators[i] : h.scale, at = seen(i) > 0 ? b[seen(i) - 1] : 0;
      scale_row(o(i), expf(at) * factor, h.width);
      for (int64_t j = 0; j < kChunk; ++j)
        scores[i * kChunk + j] = j < seen(i) ? scores[i * kChunk + j] * expf(at - b[j]) * factor : 0;
    }
    product({scores, kChunk, inputs, inputs_stride, o(0), h.o_stride, reads, h.width, count, true});
    for (int64_t i = 0; i < h.keys; ++i) {
      for (int64_t j = 0; j < count; ++j)
        keys_t[i * kChunk + j] *= to_end[j];
      scale_row(h.state + i * h.state_stride, expf(sum_b), h.width);
    }
    product({keys_t, kChunk, inputs, inputs_stride, h.state, h.state_stride, h.keys, h.width, count, true});
  }

  /// values = what each row really writes, by forward substitution in blocks. What is removed is found by k in the
  /// decayed state, times beta, or by a in the state before the decay.
  void solve(const float* b) {
    const float* found_by = h.a ? h.a + first * h.a_stride : k(0);
    const int64_t stride = h.a ? h.a_stride : h.k_stride;
    product({found_by, stride, keys_t, kChunk, gram, kChunk, count, kChunk, h.keys, false});
    product({found_by, stride, h.state, h.state_stride, from_state, h.width, count, h.width, h.keys, false});
    for (int64_t i = 0; i < count; ++i) {
      const float beta = h.beta ? h.beta[(first + i) * h.beta_stride] : 1,
                  at = !h.a    ? b[i]
                       : i > 0 ? b[i - 1]
                               : 0,
                  keep = expf(at);
      for (int64_t j = 0; j < i; ++j)
        gram[i * kChunk + j] *= -beta * expf(at - b[j]);
      float* row = values + i * h.width;
      const float* old = from_state + i * h.width;
      for (int64_t n = 0; n < h.width; ++n)
        row[n] = beta * (v(i)[n] - keep * old[n]);
    }
    for (int64_t block = 0; block < count; block += kSubChunk) {
      const int64_t rows = count - block < kSubChunk ? count - block : kSubChunk;
      if (block > 0)
        product({gram + block * kChunk, kChunk, values, h.width, values + block * h.width, h.width, rows, h.width,
                 block, true});
      for (int64_t i = block; i < block + rows; ++i)
        for (int64_t j = block; j < i; ++j)
          add_scaled(gram[i * kChunk + j], values + j * h.width, values + i * h.width, h.width);
    }
  }

  /// z_i . q_i + eps of each token; the scores before any factor are q_i . k_j.
  void normalise(float* denominators) {
    for (int64_t i = 0; i < count; ++i) {
      float total = h.eps;
      for (int64_t n = 0; n < h.keys; ++n)
        total += h.normaliser[n] * q(i)[n];
      for (int64_t j = 0; j <= i; ++j)
        total += scores[i * kChunk + j];
      denominators[i] = total;
    }
    for (int64_t i = 0; i < count; ++i)
      for (int64_t n = 0; n < h.keys; ++n)
        h.normaliser[n] += k(i)[n];
  }

  /// A decay per key: pairs inside a sub-chunk of 16 one by one, across sub-chunks as products relative to its start.
  /// A token writes once here.
  void key_decay() {
    const int64_t n = h.keys;
    for (int64_t i = 0; i < count; ++i) {
      const float* g = h.log_decay + (first + i) * h.decay_stride;
      for (int64_t x = 0; x < n; ++x)
        running[i * n + x] = (i > 0 ? running[(i - 1) * n + x] : 0) + g[x];
      decayed(q(i), decay_at(i), zeros, queries + i * n, n);
    }
    product({queries, n, h.state, h.state_stride, o(0), h.o_stride, count, h.width, n, false});
    for (int64_t i = 0; i < count; ++i)
      scale_row(o(i), h.scale, h.width);
    for (int64_t block = 0; block < count; block += kSubChunk)
      sub_chunk(block, count - block < kSubChunk ? count - block : kSubChunk);
    product({scores, kChunk, v(0), h.v_stride, o(0), h.o_stride, count, h.width, count, true});
    const float* end = running + (count - 1) * n;
    for (int64_t i = 0; i < count; ++i)
      decayed(k(i), end, running + i * n, queries + i * n, n);
    transpose(keys_t, count, [&](int64_t j) { return queries + j * n; });
    for (int64_t i = 0; i < n; ++i)
      scale_row(h.state + i * h.state_stride, expf(end[i]), h.width);
    product({keys_t, kChunk, v(0), h.v_stride, h.state, h.state_stride, n, h.width, count, true});
  }

  void sub_chunk(int64_t block, int64_t rows) {
    const int64_t n = h.keys;
    const float* start = block > 0 ? running + (block - 1) * n : zeros;
    for (int64_t i = block; i < block + rows; ++i)
      decayed(q(i), decay_at(i), start, queries + i * n, n);
    if (block > 0) {
      for (int64_t j = 0; j < block; ++j) {
        decayed(k(j), start, running + j * n, weighted, n);
        for (int64_t x = 0; x < n; ++x)
          keys_t[x * kChunk + j] = weighted[x];
      }
      for (int64_t x = 0; x < n; ++x)
        for (int64_t j = block; j < kChunk; ++j)
          keys_t[x * kChunk + j] = 0;
      product({queries + block * n, n, keys_t, kChunk, scores + block * kChunk, kChunk, rows, kChunk, n, false});
    }
    for (int64_t i = block; i < block + rows; ++i) {
      float* row = scores + i * kChunk;
      for (int64_t j = 0; j < block; ++j)
        row[j] *= h.scale;
      for (int64_t j = block; j < kChunk; ++j)
        row[j] = j < seen(i) ? h.scale * decayed_dot(q(i), k(j), decay_at(i), running + j * n, n) : 0;
    }
  }

  /// A decay per column leaves q.k alone and weighs what a row finds, column by column; relative to the start of a
  /// sub-chunk as above. `values` holds the running sums.
  void value_decay() {
    const int64_t n = h.width;
    transpose(keys_t, count, [this](int64_t j) { return k(j); });
    product({q(0), h.q_stride, keys_t, kChunk, scores, kChunk, count, kChunk, h.keys, false});
    product({q(0), h.q_stride, h.state, h.state_stride, o(0), h.o_stride, count, n, h.keys, false});
    for (int64_t i = 0; i < count; ++i) {
      const float* g = h.log_decay + (first + i) * h.decay_stride;
      for (int64_t x = 0; x < n; ++x)
        values[i * n + x] = (i > 0 ? values[(i - 1) * n + x] : 0) + g[x];
      decayed(o(i), values + i * n, zeros, o(i), n);
      scale_row(o(i), h.scale, n);
    }
    for (int64_t block = 0; block < count; block += kSubChunk)
      sub_chunk_of_values(block, count - block < kSubChunk ? count - block : kSubChunk);
    const float* end = values + (count - 1) * n;
    for (int64_t i = 0; i < count; ++i)
      decayed(v(i), end, values + i * n, from_state + i * n, n);
    for (int64_t i = 0; i < h.keys; ++i)
      decayed(h.state + i * h.state_stride, end, zeros, h.state + i * h.state_stride, n);
    product({keys_t, kChunk, from_state, n, h.state, h.state_stride, h.keys, n, count, true});
  }

  void sub_chunk_of_values(int64_t block, int64_t rows) {
    const int64_t n = h.width;
    const float* start = block > 0 ? values + (block - 1) * n : zeros;
    if (block > 0) {
      for (int64_t j = 0; j < block; ++j)
        decayed(v(j), start, values + j * n, from_state + j * n, n);
      product({scores + block * kChunk, kChunk, from_state, n, block_values, n, rows, n, block, false});
    }
    for (int64_t i = block; i < block + rows; ++i) {
      if (block > 0)
        add_decayed(h.scale, block_values + (i - block) * n, values + i * n, start, o(i), n);
      for (int64_t j = block; j <= i; ++j)
        add_decayed(h.scale * scores[i * kChunk + j], v(j), values + i * n, values + j * n, o(i), n);
    }
  }

  const RecurrenceHead& h;
  int64_t first_token = 0, reads = 0; ///< of the chunk; its queries
  int64_t first = 0, count = 0;       ///< its rows: what these write
  float *keys_t, *weighted, *running, *queries, *scores, *gram, *values, *from_state, *block_values, *zeros;
};

} // namespace

void recurrence_chunks(const RecurrenceHead& head) {
  Chunk chunk(head);
  const int64_t most = kChunk / (head.writes > head.reads ? head.writes : head.reads); // tokens
  for (int64_t begin = 0; begin < head.tokens; begin += most)
    chunk.run(begin, head.tokens - begin < most ? head.tokens - begin : most);
}

} // namespace pareto::cpu::PARETO_ISA
