#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[m,n] = x[m,:] . w[n,:] + bias[n] for few rows of x (decode): lanes share the depth, so a workgroup reads whole rows of
// w in order; each w element is read once for all M rows of x.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
#ifdef SUBGROUP
#extension GL_KHR_shader_subgroup_arithmetic : require
#endif
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint M = 1;       // rows of x
layout(constant_id = 3) const uint OUTPUTS = 4; // rows of w of one workgroup
layout(constant_id = 4) const uint BIAS = 0;
layout(constant_id = 5) const uint ALIGNED = 0; // x rows start and step by multiples of four, and the depth is one
layout(binding = 0) readonly buffer X1 { float xs[]; };
layout(binding = 0) readonly buffer X4 { vec4 xs4[]; };
PACKED_MATRIX(1)
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint depth, stride, outputs, first_output, y_row, x_at, x_row, bias_at, y_at; uint residual[9]; float finish_a, finish_b; };
#define FINISH_ID 6
#include "finish.glsl"

shared float sums[OUTPUTS * M * LANES];

vec4 x_four(uint m, uint four) {
  uint at = x_at + m * x_row + four * 4;
  if (ALIGNED != 0)
    return xs4[at / 4];
  vec4 v = vec4(0);
  for (uint i = 0; i < 4; ++i)
    if (four * 4 + i < depth)
      v[i] = xs[at + i];
  return v;
}

void main() {
  uint first = workgroup() * OUTPUTS;
  if (first >= outputs)
    return;
  float sum[OUTPUTS * M];
  for (uint i = 0; i < OUTPUTS * M; ++i)
    sum[i] = 0.0;
  uint fours = (depth + 3) / 4;
  for (uint four = lane; four < fours; four += LANES) {
    vec4 x[M];
    for (uint m = 0; m < M; ++m)
      x[m] = x_four(m, four);
    for (uint n = 0; n < OUTPUTS; ++n) {
      vec4 w = packed_four(min(first + n, outputs - 1) * stride + four);
      for (uint m = 0; m < M; ++m)
        sum[n * M + m] += dot(w, x[m]);
    }
  }
#ifdef SUBGROUP
  for (uint i = 0; i < OUTPUTS * M; ++i) {
    float total = subgroupAdd(sum[i]);
    if (gl_SubgroupInvocationID == 0)
      sums[i * gl_NumSubgroups + gl_SubgroupID] = total;
  }
  uint pieces = gl_NumSubgroups;
#else
  for (uint i = 0; i < OUTPUTS * M; ++i)
    sums[i * LANES + lane] = sum[i];
  uint pieces = LANES;
#endif
  barrier();
  for (uint i = lane; i < OUTPUTS * M; i += LANES) {
    uint n = first + i / M, m = i % M;
    if (n >= outputs)
      continue;
    float total = BIAS != 0 ? biases[bias_at + first_output + n] : 0.0;
    for (uint piece = 0; piece < pieces; ++piece)
      total += sums[i * pieces + piece];
    y[y_at + m * y_row + first_output + n] = finished(total, m, first_output + n);
  }
}
