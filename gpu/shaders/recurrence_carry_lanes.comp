#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// One chunk of recurrence_carry for drivers that run lanes as CPU vectors: no shared memory, no barrier; a lane owns four
// columns of one head's state and all C tokens of the chunk, in registers. Such drivers gather four channels of a texel at
// once and read a storage buffer lane by lane, hence texels; as those may not see what the same dispatch writes, each chunk
// is a dispatch of its own.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
#define K key_count // not a constant: what is unrolled here takes such a driver a second to compile
#include "chunk_layout.glsl"
layout(constant_id = 4) const uint TOKEN_ROWS = 1;  // rows of a token
layout(constant_id = 5) const uint READ_AT = 0; // which of them has its output
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Values { float vs[]; };
layout(binding = 2) uniform samplerBuffer chunks;
layout(binding = 3) uniform samplerBuffer old;      // the state before the chunk [B,H,KEYS,V], V in whole groups of four
layout(binding = 4) writeonly buffer New { vec4 now_state[]; }; // the same memory
layout(binding = 5) writeonly buffer Out { float y[]; };
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push { Input v; uint tokens, heads, width, first, place, chunk_count, key_count; };

const uint BLOCK = 16; // rows of the state at once

vec4 four(uint at) { return texelFetch(chunks, int(at / 4)); }

/// sum += A B: A[k][C] in the chunk, B four columns of the state.
void add_state_product(uint at, uint state_at, uint state_row, inout vec4 sum[C]) {
  for (uint k = 0; k < KEYS; k += 2) {
    [[unroll]] for (uint step = 0; step < 2; ++step) {
      vec4 s = texelFetch(old, int(state_at + (k + step) * state_row));
      [[unroll]] for (uint i = 0; i < C; i += 4) {
        vec4 left = four(at + (k + step) * C + i);
        [[unroll]] for (uint m = 0; m < 4; ++m)
          sum[i + m] = fma(vec4(left[m]), s, sum[i + m]);
      }
    }
  }
}

/// sum += A B: A[j][C] in the chunk, B the rows x of the lane.
void add_product(uint at, vec4 x[C], inout vec4 sum[C]) {
  [[unroll]] for (uint j = 0; j < C; ++j)
    [[unroll]] for (uint i = 0; i < C; i += 4) {
      vec4 left = four(at + j * C + i);
      [[unroll]] for (uint m = 0; m < 4; ++m)
        sum[i + m] = fma(vec4(left[m]), x[j], sum[i + m]);
    }
}

/// sum += the rows that x writes to a block of the state.
void add_writes(uint at, vec4 x[C], inout vec4 sum[BLOCK]) {
  [[unroll]] for (uint j = 0; j < C; ++j)
    [[unroll]] for (uint i = 0; i < BLOCK; i += 4) {
      vec4 left = four(at + j * KEYS + i);
      [[unroll]] for (uint m = 0; m < 4; ++m)
        sum[i + m] = fma(vec4(left[m]), x[j], sum[i + m]);
    }
}

void main() {
  uint quads = (width + 3) / 4, blocks = (quads + LANES - 1) / LANES, unit = workgroup();
  uint quad = unit % blocks * LANES + lane, h = unit / blocks % heads, b = unit / blocks / heads;
  if (first >= COUNT(b) * TOKEN_ROWS || quad >= quads)
    return;
  uint count = min(C, COUNT(b) * TOKEN_ROWS - first), column = quad * 4;
  uint base = ((b * heads + h) * chunk_count + place) * CHUNK_FLOATS, state_at = (b * heads + h) * KEYS * quads + quad;
  vec4 value[C], written[C], sum[C];
  [[unroll]] for (uint j = 0; j < C; ++j) {
    value[j] = vec4(0);
    written[j] = vec4(0);
    sum[j] = vec4(0);
    uint from = v.at + b * v.batch + (first + j) * v.token + h * v.head + column;
    [[unroll]] for (uint n = 0; n < 4; ++n)
      if (j < count && column + n < width)
        value[j][n] = vs[from + n];
  }
  if (REMOVAL != 0) {
    add_state_product(base + W_AT, state_at, quads, written);
    add_product(base + Z_AT, value, written);
  }
  add_state_product(base + Q_AT, state_at, quads, sum);
  if (REMOVAL == 0 || REMOVAL == 2)
    add_product(base + P_AT, value, sum);
  if (REMOVAL != 0)
    add_product(base + P_AT + (REMOVAL == 2 ? C * C : 0), written, sum);
  [[unroll]] for (uint i = 0; i < C; ++i)
    [[unroll]] for (uint n = 0; n < 4; ++n)
      if (i < count && column + n < width && (first + i) % TOKEN_ROWS == READ_AT)
        y[((b * tokens + (first + i) / TOKEN_ROWS) * heads + h) * width + column + n] = sum[i][n];
  for (uint row = 0; row < KEYS; row += BLOCK) {
    vec4 rows[BLOCK];
    [[unroll]] for (uint i = 0; i < BLOCK; i += 4) { // reads behind the last row meet what is not written back
      vec4 keep = four(base + D_AT + row + i);
      [[unroll]] for (uint m = 0; m < 4; ++m)
        rows[i + m] = keep[m] * texelFetch(old, int(state_at + min(row + i + m, KEYS - 1) * quads));
    }
    if (REMOVAL == 0 || REMOVAL == 2)
      add_writes(base + E_AT + row, value, rows);
    if (REMOVAL != 0)
      add_writes(base + E_AT + (REMOVAL == 2 ? C * KEYS : 0) + row, written, rows);
    [[unroll]] for (uint i = 0; i < BLOCK; ++i)
      if (row + i < KEYS)
        now_state[state_at + (row + i) * quads] = rows[i];
  }
}
