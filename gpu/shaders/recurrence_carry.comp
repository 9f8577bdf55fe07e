#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Carries the state of a matrix recurrence over the chunks of recurrence_chunk, in the form of chunk_layout.glsl: a
// workgroup owns COLUMNS columns of one head's state, in shared memory; each lane computes tiles of TM rows x TN columns.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "chunk_layout.glsl"
layout(constant_id = 4) const uint COLUMNS = 32;
layout(constant_id = 5) const uint TM = 4;
layout(constant_id = 6) const uint TN = 2;
layout(constant_id = 7) const uint TOKEN_ROWS = 1;  // rows of a token
layout(constant_id = 8) const uint READ_AT = 0; // which of them has its output
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Values { float vs[]; };
layout(binding = 2) readonly buffer Chunks { float chunks[]; };
layout(binding = 3) buffer State { float state[]; };
layout(binding = 4) buffer Between { float between[]; }; // the state between segments of a long step
layout(binding = 5) writeonly buffer Out { float y[]; };
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push { Input v; uint tokens, heads, width, first_chunk, chunk_count, is_first, is_last; };

const uint ACROSS = COLUMNS / TN;    // lanes side by side
const uint DOWN = LANES / ACROSS * TM; // rows of all lanes
const uint WRITTEN = REMOVAL == 1 || REMOVAL == 3 ? C : 0; // where [V; U] begins in x
shared float s[K * COLUMNS];
shared float x[(REMOVAL == 0 ? C : 2 * C) * COLUMNS]; // V, then U

float sum[TM * TN];

void clear() {
  for (uint i = 0; i < TM * TN; ++i)
    sum[i] = 0.0;
}

/// TM rows of a chunk's matrix from `at`, of which `rows` are there.
void load_rows(uint at, uint rows, out float left[TM]) {
  for (uint m = 0; m < TM; ++m)
    left[m] = chunks[at + min(m, rows - 1)];
}

/// Adds A B at the lane's tile: A[k][row] in the chunk, B[k][column] in shared memory, the state's or the values'.
#define ADD_PRODUCT(a_at, a_rows, depth, shared_b, b_row)                                                                     \
  for (uint k = 0; k < depth; ++k) {                                                                                    \
    float left[TM], right[TN];                                                                                          \
    load_rows((a_at) + k * (a_rows) + row, (a_rows) - row, left);                                                       \
    for (uint n = 0; n < TN; ++n)                                                                                       \
      right[n] = shared_b[(b_row + k) * COLUMNS + column + n * ACROSS];                                                        \
    for (uint m = 0; m < TM; ++m)                                                                                       \
      for (uint n = 0; n < TN; ++n)                                                                                     \
        sum[m * TN + n] = fma(left[m], right[n], sum[m * TN + n]);                                                      \
  }

void main() {
  uint blocks = (width + COLUMNS - 1) / COLUMNS, unit = workgroup();
  uint block = unit % blocks, h = unit / blocks % heads, b = unit / blocks / heads;
  uint column = lane % ACROSS, first_row = lane / ACROSS * TM, column0 = block * COLUMNS;
  uint here = (SLOT(b) * heads + h) * K * width, inside = (b * heads + h) * K * width;
  uint value_from = v.at + b * v.batch + h * v.head + column0, count = COUNT(b) * TOKEN_ROWS;
  for (uint e = lane; e < K * COLUMNS; e += LANES) {
    uint at = e / COLUMNS * width + column0 + e % COLUMNS;
    bool present = column0 + e % COLUMNS < width;
    s[e] = !present ? 0.0 : is_first != 0 ? state[here + at] : between[inside + at];
  }
  for (uint chunk = 0; chunk < chunk_count; ++chunk) {
    uint first = (first_chunk + chunk) * C;
    if (first >= count)
      break;
    uint base = ((b * heads + h) * chunk_count + chunk) * CHUNK_FLOATS, present_rows = min(C, count - first);
    for (uint e = lane; e < C * COLUMNS; e += LANES) {
      uint j = e / COLUMNS, c = e % COLUMNS;
      x[e] = j < present_rows && column0 + c < width ? vs[value_from + (first + j) * v.token + c] : 0.0;
    }
    barrier();
    if (REMOVAL != 0) {
      for (uint row = first_row; row < C; row += DOWN) {
        clear();
        ADD_PRODUCT(base + W_AT, C, K, s, 0)
        ADD_PRODUCT(base + Z_AT, C, C, x, 0)
        for (uint m = 0; m < TM; ++m)
          for (uint n = 0; n < TN; ++n)
            x[(C + row + m) * COLUMNS + column + n * ACROSS] = sum[m * TN + n];
      }
      barrier();
    }
    for (uint row = first_row; row < present_rows; row += DOWN) {
      clear();
      ADD_PRODUCT(base + Q_AT, C, K, s, 0)
      ADD_PRODUCT(base + P_AT, C, WRITES, x, WRITTEN)
      for (uint m = 0; m < TM; ++m)
        for (uint n = 0; n < TN; ++n) {
          uint c = column0 + column + n * ACROSS, written = first + row + m;
          if (row + m < present_rows && c < width && written % TOKEN_ROWS == READ_AT)
            y[((b * tokens + written / TOKEN_ROWS) * heads + h) * width + c] = sum[m * TN + n];
        }
    }
    barrier();
    for (uint row = first_row; row < K; row += DOWN) {
      float keep[TM];
      load_rows(base + D_AT + row, KEYS - row, keep);
      for (uint m = 0; m < TM; ++m)
        for (uint n = 0; n < TN; ++n)
          sum[m * TN + n] = keep[m] * s[min(row + m, K - 1) * COLUMNS + column + n * ACROSS];
      ADD_PRODUCT(base + E_AT, KEYS, WRITES, x, WRITTEN)
      for (uint m = 0; m < TM; ++m)
        for (uint n = 0; n < TN; ++n)
          if (row + m < K)
            s[(row + m) * COLUMNS + column + n * ACROSS] = sum[m * TN + n];
    }
    barrier();
  }
  barrier();
  if (is_last != 0 && !COMMIT)
    return;
  for (uint e = lane; e < K * COLUMNS; e += LANES) {
    uint at = e / COLUMNS * width + column0 + e % COLUMNS;
    if (column0 + e % COLUMNS >= width)
      continue;
    if (is_last != 0)
      state[here + at] = s[e];
    else
      between[inside + at] = s[e];
  }
}
