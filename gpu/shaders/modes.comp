#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Complex modes (core/graph/ops/diagonal_recurrence.h): h = a h + x of each mode, y = the sum of c h over a channel's modes, of
// which the real part is given, or both with COMPLEX. One invocation per channel of a sequence and chunk takes GROUP modes at
// once through its tokens and adds what it reads of them to y. PASS: chunk_scan.glsl, whose modes are the real parts of all, then
// the imaginary ones; there are no decays beside them.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint MODES = 2; // real numbers of a channel's state
layout(constant_id = 2) const uint COMPLEX = 0;
layout(constant_id = 3) const uint PASS = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) readonly buffer KeepRe { float keep_re[]; };
layout(binding = 3) readonly buffer KeepIm { float keep_im[]; };
layout(binding = 4) readonly buffer ReadRe { float read_re[]; };
layout(binding = 5) readonly buffer ReadIm { float read_im[]; };
layout(binding = 6) buffer State { float state[]; };
layout(binding = 7) buffer Chunks { float chunks[]; };
layout(binding = 8) buffer Out { float y[]; };
layout(push_constant) uniform Push {
  uint batch, tokens, channels, x_at, x_batch, x_token;
  uint keep_re_at, keep_im_at, read_re_at, read_im_at, chunk, chunk_count;
};
#include "chunk_scan.glsl"

const uint GROUP = 4, ALL = MODES / 2, WIDTH_OF_TWO = COMPLEX != 0 ? 2 : 1;

/// Where real number n of channel d begins: of the state, or of the chunk.
float start_of(uint b, uint piece, uint n, uint d) {
  return PASS == PASS_ENDS ? 0.0 : PASS == PASS_WHOLE ? state[(SLOT(b) * MODES + n) * channels + d] : chunks[END_AT(b, piece, n, d)];
}

void keep(uint b, uint piece, uint n, uint d, float value) {
  if (PASS == PASS_WHOLE && COMMIT)
    state[(SLOT(b) * MODES + n) * channels + d] = value;
  if (PASS == PASS_ENDS)
    chunks[END_AT(b, piece, n, d)] = value;
}

void main() {
  uint index = invocation();
  if (index >= batch * channels * chunk_count)
    return;
  uint d = index % channels, piece = index / channels % chunk_count, b = index / channels / chunk_count;
  uint first = piece * chunk, end = min(COUNT(b), first + chunk), width = channels * WIDTH_OF_TWO;
  vec2 h[GROUP], a[GROUP], c[GROUP];
  for (uint mode = 0; mode < ALL; mode += GROUP) {
    for (uint i = 0; i < GROUP; ++i) {
      bool there = mode + i < ALL; // what is not keeps nothing and is not read
      uint from = (mode + i) * channels + d;
      h[i] = there ? vec2(start_of(b, piece, mode + i, d), start_of(b, piece, ALL + mode + i, d)) : vec2(0.0);
      a[i] = there ? vec2(keep_re[keep_re_at + from], keep_im[keep_im_at + from]) : vec2(0.0);
      c[i] = there ? vec2(read_re[read_re_at + from], read_im[read_im_at + from]) : vec2(0.0);
    }
    for (uint t = first; t < end; ++t) {
      uint from = x_at + b * x_batch + t * x_token + d, to = (b * tokens + t) * width + d;
      vec2 x = vec2(xs[from], COMPLEX != 0 ? xs[from + channels] : 0.0), sum = vec2(0.0);
      if (PASS != PASS_ENDS && mode > 0)
        sum = vec2(y[to], COMPLEX != 0 ? y[to + channels] : 0.0);
      for (uint i = 0; i < GROUP; ++i) {
        h[i] = vec2(fma(a[i].x, h[i].x, fma(-a[i].y, h[i].y, x.x)), fma(a[i].x, h[i].y, fma(a[i].y, h[i].x, x.y)));
        sum.x = fma(c[i].x, h[i].x, fma(-c[i].y, h[i].y, sum.x));
        if (COMPLEX != 0)
          sum.y = fma(c[i].x, h[i].y, fma(c[i].y, h[i].x, sum.y));
      }
      if (PASS == PASS_ENDS)
        continue;
      y[to] = sum.x;
      if (COMPLEX != 0)
        y[to + channels] = sum.y;
    }
    for (uint i = 0; i < GROUP && mode + i < ALL; ++i) {
      keep(b, piece, mode + i, d, h[i].x);
      keep(b, piece, ALL + mode + i, d, h[i].y);
    }
  }
}
