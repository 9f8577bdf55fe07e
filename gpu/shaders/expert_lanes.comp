#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The same for drivers that run lanes as CPU vectors (see matmul_lanes): every lane owns N outputs of one expert for up to
// M of its rows. Tiles fall to the experts as in expert_tile.
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
layout(binding = 3) readonly buffer Offsets { int offsets[]; };
layout(binding = 4) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, depth, stride, outputs, experts, first_bound, bound, x_at, bias_at, offsets_at, y_at, even; }; // depth, x_at in fours
#include "expert.glsl"

vec4 packed_four(uint index) {
  uvec4 v = texelFetch(packed, int(index));
  return TYPE == TYPE_F32 ? uintBitsToFloat(v) : unpack_four(TYPE, v.xy);
}

uvec2 tile_of(uint tile) {
  for (uint e = 0; e <= experts; ++e) {
    uint begin = first_row(e), end = e < experts ? first_row(e + 1) : rows, count = (end - begin + M - 1) / M;
    if (tile < count)
      return uvec2(e, begin + tile * M);
    tile -= count;
  }
  return uvec2(experts + 1, rows);
}

void main() {
  uvec2 place = tile_of(gl_WorkGroupID.y);
  uint e = place.x, m0 = place.y, first = gl_WorkGroupID.x * LANES * N + lane;
  if (e > experts)
    return;
  uint end = e < experts ? first_row(e + 1) : rows, from[N], line[M];
  float sum[M * N];
  for (uint j = 0; j < N; ++j)
    from[j] = min(e * outputs + min(first + j * LANES, outputs - 1) - first_bound, bound - 1) * stride;
  for (uint i = 0; i < M; ++i)
    line[i] = x_at + min(m0 + i, end - 1) * depth;
  for (uint i = 0; i < M * N; ++i)
    sum[i] = 0.0;
  for (uint k = 0; k < depth && e < experts; ++k) {
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
    if (n >= outputs || (e < experts ? e * outputs + n - first_bound >= bound : first_bound > 0))
      continue;
    float bias = BIAS != 0 && e < experts ? biases[bias_at + e * outputs + n] : 0.0;
    for (uint i = 0; i < M; ++i)
      if (m0 + i < end)
        y[y_at + (m0 + i) * outputs + n] = e < experts ? sum[i * N + j] + bias : 0.0;
  }
}
