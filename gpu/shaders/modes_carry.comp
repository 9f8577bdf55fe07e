#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The state of complex modes before each chunk, in place of what the chunk alone ends with (chunk_scan.glsl, modes.comp): s <-
// a^n s + e of a chunk of n tokens. One invocation per mode of a channel of a sequence.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint MODES = 2; // real numbers of a channel's state
STEP_BUFFER(0)
layout(binding = 1) readonly buffer KeepRe { float keep_re[]; };
layout(binding = 2) readonly buffer KeepIm { float keep_im[]; };
layout(binding = 3) buffer State { float state[]; };
layout(binding = 4) buffer Chunks { float chunks[]; };
layout(push_constant) uniform Push { uint batch, channels, re_at, im_at, chunk, chunk_count; };
#include "chunk_scan.glsl"

const uint ALL = MODES / 2;

vec2 times(vec2 x, vec2 y) { return vec2(fma(x.x, y.x, -x.y * y.y), fma(x.x, y.y, x.y * y.x)); }

/// a^n, by squares.
vec2 power(vec2 a, uint n) {
  vec2 all = vec2(1.0, 0.0);
  for (; n > 0; n >>= 1) {
    if ((n & 1u) != 0)
      all = times(all, a);
    a = times(a, a);
  }
  return all;
}

void main() {
  uint index = invocation();
  if (index >= batch * channels * ALL)
    return;
  uint d = index % channels, n = index / channels % ALL, b = index / channels / ALL;
  uint at = (SLOT(b) * MODES + n) * channels + d, imaginary = ALL * channels, count = COUNT(b);
  vec2 a = vec2(keep_re[re_at + n * channels + d], keep_im[im_at + n * channels + d]), over_chunk = power(a, chunk);
  vec2 h = vec2(state[at], state[at + imaginary]);
  for (uint piece = 0; piece * chunk < count; ++piece) {
    uint re = END_AT(b, piece, n, d), im = END_AT(b, piece, ALL + n, d), here = min(chunk, count - piece * chunk);
    vec2 end = vec2(chunks[re], chunks[im]);
    chunks[re] = h.x;
    chunks[im] = h.y;
    h = times(here == chunk ? over_chunk : power(a, here), h) + end;
  }
  if (COMMIT) {
    state[at] = h.x;
    state[at + imaginary] = h.y;
  }
}
