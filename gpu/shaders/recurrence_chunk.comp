#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a matrix recurrence that one chunk of C rows of one head needs no state for; chunk_layout.glsl has the form. A
// row is one write of a token: TOKEN_ROWS of them are a token, its first carries the decay, and its query stands at the last (with
// READ_BEFORE at the first, which then sees the rows before it only, under the decay of the row before).
// With b the running sum of the log decay inside the chunk: Q_i = q_i e^{b_i}, P_ij = (q_i e^{b_i - b_j}).k_j for j <= i,
// E_j = k_j e^{b_C - b_j}, D = e^{b_C}, all times the scale where they are read. Removals (arXiv 2406.06484, 2412.06464,
// 2503.14456) solve (I - N) [W Z] by forward substitution: delta N_ij = -beta_i (k_i e^{b_i - b_j}).k_j, low rank
// N_ij = (a_i e^{b_{i-1} - b_j}).b_j for j < i, along -k N_ij = -(a_i e^{b_{i-1} - b_j}).k_j.
// A decay per key does not leave the products as a factor: the pair (i, j) is taken relative to the token r, j < r <= i,
// where their binary numbers part, so that only e^{b_i - b_{r-1}} and e^{b_{r-1} - b_j} <= 1 are ever formed.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
#include "functions.glsl"
#define K key_count // bounds alone: models of other widths share the kernel
#include "chunk_layout.glsl"
layout(constant_id = 4) const uint DECAY = 0; // 0 none, 1 constant, 2 scalar, 3 per key
layout(constant_id = 5) const uint NORMALISED = 0;
layout(constant_id = 6) const uint TOKEN_ROWS = 1;
layout(constant_id = 7) const uint READ_BEFORE = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Queries { float qs[]; };
layout(binding = 2) readonly buffer Keys { float ks[]; };
layout(binding = 3) readonly buffer LogDecay { float ds[]; };
layout(binding = 4) readonly buffer Beta { float betas[]; };
layout(binding = 5) readonly buffer A { float as[]; };
layout(binding = 6) readonly buffer B { float bs[]; };
layout(binding = 7) readonly buffer Sums { float zs[]; }; // of the keys before each chunk [unit][K]
layout(binding = 8) coherent buffer Chunks { float chunks[]; };
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push {
  Input q, k, d, beta, low_a; // low_b lies like low_a but for its start
  uint b_at, heads, shares, first_chunk, chunk_count, all_chunks; // shares: heads per q, k, d head, 10 bits each
  float scale, eps;
  uint key_count;
};

const uint SLICE = 16; // keys at once
const uint ROW = SLICE + 1;
const uint MATRICES = REMOVAL == 2 ? 4 : REMOVAL != 0 ? 2 : 1;
shared float run[C * ROW];                 // b of the slice
shared float first_tile[C * ROW];          // q, or k for a token on the right of its pairs
shared float second_tile[C * ROW];         // k (delta) or a, or b on the right
shared float products[MATRICES * C * C];   // q.k, then k.k or a.k, then q.b and a.b
shared float row_scale[C], row_beta[C];

uint unit, chunk, h, b, first, count, q_from, k_from, d_from, a_from;

float q_of(uint i, uint x) {
  bool reads = (first + i) % TOKEN_ROWS == (READ_BEFORE != 0 ? 0 : TOKEN_ROWS - 1);
  return reads && i < count && x < K ? qs[q_from + (first + i) / TOKEN_ROWS * q.token + x] : 0.0;
}
float k_of(uint i, uint x) { return i < count && x < K ? ks[k_from + i * k.token + x] : 0.0; }
float a_of(uint i, uint x) { return i < count && x < K ? as[a_from + i * low_a.token + x] : 0.0; }
float b_of(uint i, uint x) { return i < count && x < K ? bs[a_from - low_a.at + b_at + i * low_a.token + x] : 0.0; }
float decay_of(uint i, uint x) {
  if (DECAY == 0 || i >= count || x >= K || (first + i) % TOKEN_ROWS != 0)
    return 0.0;
  return DECAY == 1 ? ds[d.at + h] : ds[d_from + (first + i) / TOKEN_ROWS * d.token + (DECAY == 3 ? x : 0)];
}
float run_of(uint i, uint x) { return DECAY == 0 ? 0.0 : run[i * ROW + x]; }
float run_before(uint i, uint x) { return i > 0 ? run_of(i - 1, x) : 0.0; }
float run_read(uint i, uint x) { return READ_BEFORE != 0 ? run_before(i, x) : run_of(i, x); } // where the query of i reads
bool sees(uint i, uint j) { return READ_BEFORE != 0 ? j < i : j <= i; }
float power(float exponent) { return DECAY == 0 ? 1.0 : exp_precise(exponent); }

void sum_decays(uint x0) {
  if (DECAY == 0)
    return;
  for (uint e = lane; e < C * SLICE; e += LANES)
    run[e / SLICE * ROW + e % SLICE] = decay_of(e / SLICE, x0 + e % SLICE);
  barrier();
  for (uint x = lane; x < SLICE; x += LANES) {
    float sum = 0.0;
    for (uint i = 0; i < C; ++i) {
      sum += run[i * ROW + x];
      run[i * ROW + x] = sum;
    }
  }
  barrier();
}

void write_vectors(uint base, uint x0) {
  uint keys = min(SLICE, KEYS - x0);
  for (uint e = lane; e < C * keys; e += LANES) {
    uint i = e % C, x = e / C, at = base + (x0 + x) * C + i;
    float keep = power(run_of(i, x));
    chunks[at + Q_AT] = scale * power(run_read(i, x)) * q_of(i, x0 + x);
    if (REMOVAL == 1)
      chunks[at + W_AT] = -row_beta[i] * keep * k_of(i, x0 + x);
    if (REMOVAL >= 2)
      chunks[at + W_AT] = (REMOVAL == 3 ? -1.0 : 1.0) * power(run_before(i, x)) * a_of(i, x0 + x);
  }
  for (uint e = lane; e < C * SLICE; e += LANES) {
    uint x = e % SLICE, i = e / SLICE;
    if (x >= keys)
      continue;
    float left = power(run_of(C - 1, x) - run_of(i, x));
    chunks[base + E_AT + i * KEYS + x0 + x] = left * k_of(i, x0 + x);
    if (REMOVAL == 2)
      chunks[base + E_AT + (C + i) * KEYS + x0 + x] = left * b_of(i, x0 + x);
    if (i == 0)
      chunks[base + D_AT + x0 + x] = power(run_of(C - 1, x));
  }
}

/// Vectors of the pairs whose token numbers part at bit `level`, relative to the token where they part.
void stage(uint x0, uint level) {
  for (uint e = lane; e < C * SLICE; e += LANES) {
    uint i = e / SLICE, x = e % SLICE, at = i * ROW + x;
    bool later = (i >> level & 1u) != 0;
    uint parting = later ? i >> level << level : (i >> level) + 1 << level;
    float start = run_of(parting - 1, x), factor = power(later ? run_of(i, x) - start : start - run_of(i, x));
    float key = k_of(i, x0 + x);
    first_tile[at] = later ? power(run_read(i, x) - start) * q_of(i, x0 + x) : factor * key;
    if (REMOVAL == 1)
      second_tile[at] = factor * key;
    if (REMOVAL >= 2 && later)
      second_tile[at] = power(run_of(i - 1, x) - start) * a_of(i, x0 + x);
    if (REMOVAL == 2 && !later)
      second_tile[at] = factor * b_of(i, x0 + x);
  }
}

void add_products(uint level) {
  for (uint e = lane; e < C / 2 << level; e += LANES) {
    uint half_size = 1u << level, place = e >> level, start = place >> level << level + 1;
    uint i = start + half_size + place % half_size, j = start + e % half_size;
    vec4 sum = vec4(0);
    for (uint x = 0; x < SLICE; ++x) {
      float left = first_tile[i * ROW + x], right = first_tile[j * ROW + x];
      sum.x = fma(left, right, sum.x);
      if (REMOVAL != 0)
        sum.y = fma(second_tile[i * ROW + x], right, sum.y);
      if (REMOVAL == 2) {
        float other = second_tile[j * ROW + x];
        sum.z = fma(left, other, sum.z);
        sum.w = fma(second_tile[i * ROW + x], other, sum.w);
      }
    }
    for (uint m = 0; m < MATRICES; ++m)
      products[m * C * C + i * C + j] += sum[m];
  }
}

void add_diagonal(uint x0) {
  if (READ_BEFORE != 0)
    return;
  for (uint i = lane; i < C; i += LANES) {
    float with_key = 0.0, with_b = 0.0;
    for (uint x = x0; x < x0 + SLICE; ++x) {
      float query = q_of(i, x);
      with_key = fma(query, k_of(i, x), with_key);
      if (REMOVAL == 2)
        with_b = fma(query, b_of(i, x), with_b);
    }
    products[i * C + i] += with_key;
    if (REMOVAL == 2)
      products[2 * C * C + i * C + i] += with_b;
  }
}

/// Divides by z_i . q_i + eps: row_scale, and the queries already written.
void normalise(uint base) {
  for (uint i = lane; i < C; i += LANES) {
    float total = eps;
    for (uint x = 0; x < K; ++x)
      total = fma(zs[((b * heads + h) * all_chunks + first_chunk + chunk) * K + x], q_of(i, x), total);
    for (uint j = 0; j <= i; ++j)
      total += products[i * C + j];
    row_scale[i] = i < count ? 1.0 / total : 0.0;
  }
  barrier();
  for (uint e = lane; e < KEYS * C; e += LANES)
    chunks[base + Q_AT + e] *= row_scale[e % C];
}

void write_scores(uint base) {
  for (uint e = lane; e < C * C; e += LANES) {
    uint i = e % C, j = e / C;
    float factor = sees(i, j) ? scale * row_scale[i] : 0.0;
    chunks[base + P_AT + e] = factor * products[i * C + j];
    if (REMOVAL == 2)
      chunks[base + P_AT + C * C + e] = factor * products[2 * C * C + i * C + j];
  }
}

/// One column of [W Z] per lane.
void solve(uint base) {
  for (uint column = lane; column < KEYS + C; column += LANES) {
    float x[C];
    uint at = base + (column < KEYS ? W_AT + column * C : Z_AT + (column - KEYS) * C);
    [[unroll]] for (uint i = 0; i < C; ++i) {
      float value = 0.0;
      if (column < KEYS)
        value = chunks[at + i];
      else if (REMOVAL != 2)
        value = column - KEYS == i ? row_beta[i] : 0.0;
      else
        value = column - KEYS < i ? products[C * C + i * C + column - KEYS] : 0.0;
      [[unroll]] for (uint j = 0; j < i; ++j)
        value = fma(REMOVAL != 2 ? -row_beta[i] * products[C * C + i * C + j] : products[3 * C * C + i * C + j], x[j], value);
      x[i] = value;
    }
    [[unroll]] for (uint i = 0; i < C; ++i)
      chunks[at + i] = x[i];
  }
}

void main() {
  unit = workgroup();
  chunk = unit % chunk_count;
  h = unit / chunk_count % heads;
  b = unit / chunk_count / heads;
  first = (first_chunk + chunk) * C;
  if (first >= COUNT(b) * TOKEN_ROWS)
    return;
  count = min(C, COUNT(b) * TOKEN_ROWS - first);
  q_from = q.at + b * q.batch + h / (shares & 1023u) * q.head;
  k_from = k.at + b * k.batch + first * k.token + h / (shares >> 10 & 1023u) * k.head;
  d_from = d.at + b * d.batch + (DECAY == 3 ? h / (shares >> 20) : h) * d.head;
  a_from = low_a.at + b * low_a.batch + first * low_a.token + h * low_a.head;
  uint base = unit * CHUNK_FLOATS;
  for (uint i = lane; i < C; i += LANES) {
    row_scale[i] = 1.0;
    row_beta[i] = i < count ? 1.0 : 0.0;
    if (REMOVAL == 1 && i < count)
      row_beta[i] = betas[beta.at + b * beta.batch + (first + i) * beta.token + h * beta.head];
  }
  for (uint e = lane; e < MATRICES * C * C; e += LANES)
    products[e] = 0.0;
  barrier();
  for (uint x0 = 0; x0 < K; x0 += SLICE) {
    sum_decays(x0);
    write_vectors(base, x0);
    add_diagonal(x0);
    for (uint level = 0; 1u << level < C; ++level) {
      barrier();
      stage(x0, level);
      barrier();
      add_products(level);
    }
    barrier();
  }
  memoryBarrierBuffer();
  barrier();
  if (NORMALISED != 0)
    normalise(base);
  barrier();
  write_scores(base);
  if (REMOVAL != 0)
    solve(base);
}
