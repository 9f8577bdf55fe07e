#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// block_matmul for drivers that run lanes as CPU vectors, like matmul_lanes: a lane owns four outputs of one head for M rows
// of x. Inputs and outputs of a head are whole groups of four.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
layout(constant_id = 1) const uint BIAS = 0;
layout(constant_id = 2) const uint M = 8;
layout(binding = 0) uniform samplerBuffer xs;
layout(binding = 1) uniform samplerBuffer w;
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, heads, inside, outside, tokens, x_at, w_at, bias_at, y_at, x_batch, x_token, x_head; };

void main() {
  uint quad = gl_WorkGroupID.x * LANES + lane, quads = outside / 4, m0 = gl_WorkGroupID.y * M, h = gl_WorkGroupID.z;
  uint from[M];
  vec4 sum[M];
  [[unroll]] for (uint m = 0; m < M; ++m) {
    uint row = min(m0 + m, rows - 1);
    from[m] = (x_at + row / tokens * x_batch + row % tokens * x_token + h * x_head) / 4;
    sum[m] = vec4(0);
  }
  uint column = w_at / 4 + h * inside * quads + min(quad, quads - 1);
  for (uint k = 0; k < inside / 4; ++k) {
    vec4 x[M];
    [[unroll]] for (uint m = 0; m < M; ++m)
      x[m] = texelFetch(xs, int(from[m] + k));
    [[unroll]] for (uint i = 0; i < 4; ++i) {
      vec4 four = texelFetch(w, int(column + (4 * k + i) * quads));
      [[unroll]] for (uint m = 0; m < M; ++m)
        sum[m] = fma(vec4(x[m][i]), four, sum[m]);
    }
  }
  if (quad >= quads)
    return;
  [[unroll]] for (uint m = 0; m < M; ++m)
    if (m0 + m < rows)
      [[unroll]] for (uint j = 0; j < 4; ++j) {
        uint o = h * outside + quad * 4 + j;
        y[y_at + (m0 + m) * heads * outside + o] = sum[m][j] + (BIAS != 0 ? biases[bias_at + o] : 0.0);
      }
}
