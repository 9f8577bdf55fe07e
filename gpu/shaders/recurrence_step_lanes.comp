#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// One token of matrix_recurrence for drivers that run lanes as CPU vectors: no shared memory, no barrier, no array that a
// loop walks; a lane owns four columns of one head's state. The state is read as texels and written through a storage
// buffer over the same memory. Each lane sees its own columns only, and what it writes to a place depends on its last read
// of that place, so no read can meet a write of the same dispatch. Rows and columns are whole groups of four.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint DECAY = 0;   // 0 none, 1 constant, 2 scalar, 3 per key
layout(constant_id = 3) const uint REMOVAL = 0; // 0 none, 1 delta, 2 low rank, 3 low rank along -k
layout(constant_id = 4) const uint NORMALISED = 0;
layout(constant_id = 5) const uint READ_BEFORE = 0;
STEP_BUFFER(0)
layout(binding = 1) uniform samplerBuffer qs;
layout(binding = 2) uniform samplerBuffer ks;
layout(binding = 3) readonly buffer Values { float vs[]; };
layout(binding = 4) readonly buffer LogDecay { float ds[]; };
layout(binding = 5) readonly buffer Beta { float betas[]; };
layout(binding = 6) uniform samplerBuffer as;
layout(binding = 7) uniform samplerBuffer bs;
layout(binding = 8) writeonly buffer New { vec4 state[]; };
layout(binding = 9) uniform samplerBuffer zs;
layout(binding = 10) writeonly buffer Out { float y[]; };
layout(binding = 11) uniform samplerBuffer key_decays;
layout(binding = 12) uniform samplerBuffer old; // the memory of New
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push {
  Input q, k, v, d, beta, low_a; // low_b lies like low_a but for its start
  uint b_at, batch, heads, width, shares; // shares: heads per q, k, d head, 10 bits each
  float scale, eps;
};

uint start(Input i, uint b, uint h) { return i.at + b * i.batch + h * i.head; }

float fixed_decay; // of all keys

vec4 decay_four(uint at) {
  if (DECAY != 3)
    return vec4(fixed_decay);
  vec4 logs = texelFetch(key_decays, int(at));
  return vec4(exp_precise(logs.x), exp_precise(logs.y), exp_precise(logs.z), exp_precise(logs.w));
}

void main() {
  uint quads = width / 4, index = invocation(), quad = index % quads, h = index / quads % heads, b = index / quads / heads;
  if (b >= batch || COUNT(b) == 0)
    return;
  uint qi = start(q, b, h / (shares & 1023u)) / 4, ki = start(k, b, h / (shares >> 10 & 1023u)) / 4;
  uint di = DECAY == 3 ? start(d, b, h / (shares >> 20)) / 4 : 0, low = start(low_a, b, h), ai = low / 4, bi = (low - low_a.at + b_at) / 4;
  uint head_at = (SLOT(b) * heads + h) * K, from = head_at * quads + quad, vi = start(v, b, h) + quad * 4;
  fixed_decay = DECAY == 1 ? exp_precise(ds[d.at + h]) : DECAY == 2 ? exp_precise(ds[start(d, b, h)]) : 1.0;
  vec4 value = vec4(vs[vi], vs[vi + 1], vs[vi + 2], vs[vi + 3]), removed = vec4(0);
  if (REMOVAL != 0) {
    for (uint i = 0; i < K / 4; ++i) { // a reads the state before the decay, k after it
      vec4 left = REMOVAL == 1 ? texelFetch(ks, int(ki + i)) * decay_four(di + i) : texelFetch(as, int(ai + i));
      [[unroll]] for (uint m = 0; m < 4; ++m)
        removed = fma(vec4(left[m]), texelFetch(old, int(from + (4 * i + m) * quads)), removed);
    }
    if (REMOVAL == 1)
      value = betas[start(beta, b, h)] * (value - removed);
    if (REMOVAL == 3)
      value -= removed;
  }
  vec4 read = vec4(0);
  float norm = 0.0;
  bool commit = COMMIT;
  for (uint i = 0; i < K / 4; ++i) {
    vec4 query = texelFetch(qs, int(qi + i)), key = texelFetch(ks, int(ki + i)), keep = decay_four(di + i), rows[4];
    vec4 low_b = REMOVAL == 2 ? texelFetch(bs, int(bi + i)) : vec4(0);
    if (NORMALISED != 0)
      norm += dot(texelFetch(zs, int(head_at / 4 + i)) + key, query);
    [[unroll]] for (uint m = 0; m < 4; ++m) {
      vec4 before = texelFetch(old, int(from + (4 * i + m) * quads));
      rows[m] = fma(vec4(key[m]), value, keep[m] * before);
      if (REMOVAL == 2)
        rows[m] = fma(vec4(low_b[m]), removed, rows[m]);
      read = fma(vec4(query[m]), READ_BEFORE != 0 ? before : rows[m], read);
    }
    if (commit)
      [[unroll]] for (uint m = 0; m < 4; ++m)
        state[from + (4 * i + m) * quads] = rows[m];
  }
  read *= NORMALISED != 0 ? scale / (norm + eps) : scale;
  uint to = (b * heads + h) * width + quad * 4;
  [[unroll]] for (uint n = 0; n < 4; ++n)
    y[to + n] = read[n];
}
