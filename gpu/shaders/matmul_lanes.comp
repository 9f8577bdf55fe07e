#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[m,n] = x[m,:] . w[n,:] + bias[n] for drivers that run lanes as CPU vectors: no shared memory, no barrier; every lane
// owns N rows of w, spread over the lanes, times M rows of x in registers. Such drivers read texel buffers by a vector
// gather of four channels and storage buffers lane by lane, hence the texel bindings. Rows of x are whole groups of four.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint BIAS = 0;
layout(constant_id = 3) const uint M = 4;
layout(constant_id = 4) const uint N = 4;
layout(binding = 0) uniform samplerBuffer xs;
layout(binding = 1) uniform usamplerBuffer packed;
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, fours, stride, outputs, first_output, y_row, x_at, x_row, bias_at, y_at; uint residual[9]; float finish_a, finish_b; };
#define FINISH_ID 5
#include "finish.glsl"

vec4 packed_four(uint index) {
  uvec4 v = texelFetch(packed, int(index));
  return TYPE == TYPE_F32 ? uintBitsToFloat(v) : unpack_four(TYPE, v.xy);
}

void main() {
  uint first = gl_WorkGroupID.x * LANES * N + lane, m0 = gl_WorkGroupID.y * M;
  uint from[N], line[M];
  float sum[M * N];
  for (uint j = 0; j < N; ++j)
    from[j] = min(first + j * LANES, outputs - 1) * stride;
  for (uint i = 0; i < M; ++i)
    line[i] = x_at + min(m0 + i, rows - 1) * x_row;
  for (uint i = 0; i < M * N; ++i)
    sum[i] = 0.0;
  for (uint k = 0; k < fours; ++k) {
    vec4 x[M];
    for (uint i = 0; i < M; ++i)
      x[i] = texelFetch(xs, int(line[i] + k));
    for (uint j = 0; j < N; ++j) {
      vec4 w = packed_four(from[j] + k);
      for (uint i = 0; i < M; ++i)
        sum[i * N + j] = fma(w.w, x[i].w, fma(w.z, x[i].z, fma(w.y, x[i].y, fma(w.x, x[i].x, sum[i * N + j]))));
    }
  }
  for (uint j = 0; j < N; ++j) {
    uint n = first + j * LANES;
    if (n >= outputs)
      continue;
    float bias = BIAS != 0 ? biases[bias_at + first_output + n] : 0.0;
    for (uint i = 0; i < M; ++i)
      if (m0 + i < rows)
        y[y_at + (m0 + i) * y_row + first_output + n] = finished(sum[i * N + j] + bias, m0 + i, first_output + n);
  }
}
