#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The same for many rows of x (prefill): a workgroup takes a tile of rows of one expert. How the tiles fall to the
// experts only the step knows, so that there are workgroups for the most there can be.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
#include "tile.glsl"
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint BIAS = 0;
layout(binding = 0) readonly buffer X { float xs[]; };
PACKED_MATRIX(1)
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) readonly buffer Offsets { int offsets[]; };
layout(binding = 4) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, depth, stride, outputs, experts, first_bound, bound, x_at, bias_at, offsets_at, y_at, even; };
#include "expert.glsl"

/// Row of the bound matrix that output n of expert e is; beyond `bound` where another binding holds it.
uint held(uint e, uint n) { return e * outputs + n - first_bound; }

void load_tiles(uint e, uint m0, uint end, uint n0, uint k0) {
  for (uint i = lane; i < BM * BK; i += LANES) {
    uint k = i % BK, m = i / BK;
    bool inside = m0 + m < end && k0 + k < depth;
    x_tile[k * (BM + 1) + m] = inside ? xs[x_at + (m0 + m) * depth + k0 + k] : 0.0;
  }
  for (uint i = lane; i < BN * BK / 4; i += LANES) {
    uint k = i % (BK / 4) * 4, n = i / (BK / 4), row = held(e, n0 + n);
    vec4 v = n0 + n < outputs && row < bound && k0 + k < depth ? packed_four(row * stride + (k0 + k) / 4) : vec4(0);
    for (uint j = 0; j < 4; ++j)
      w_tile[(k + j) * (BN + 1) + n] = v[j];
  }
}

/// Expert and first row of tile `tile`; experts + 1 when there are fewer tiles. Rows of no expert have tiles as well.
uvec2 tile_of(uint tile) {
  for (uint e = 0; e <= experts; ++e) {
    uint begin = first_row(e), end = e < experts ? first_row(e + 1) : rows, count = (end - begin + BM - 1) / BM;
    if (tile < count)
      return uvec2(e, begin + tile * BM);
    tile -= count;
  }
  return uvec2(experts + 1, rows);
}

void main() {
  uvec2 place = tile_of(gl_WorkGroupID.y);
  uint e = place.x, m0 = place.y, n0 = gl_WorkGroupID.x * BN;
  if (e > experts)
    return;
  uint end = e < experts ? first_row(e + 1) : rows;
  for (uint i = 0; i < TM * TN; ++i)
    sum[i] = 0.0;
  for (uint k0 = 0; k0 < depth && e < experts; k0 += BK) {
    load_tiles(e, m0, end, n0, k0);
    barrier();
    multiply_slice();
    barrier();
  }
  for (uint i = 0; i < TM; ++i)
    for (uint j = 0; j < TN; ++j) {
      uint m = m0 + tile_row(i), n = n0 + tile_column(j);
      if (m < end && n < outputs && (e < experts ? held(e, n) < bound : first_bound == 0))
        y[y_at + m * outputs + n] =
            e < experts ? sum[i * TN + j] + (BIAS != 0 ? biases[bias_at + e * outputs + n] : 0.0) : 0.0;
    }
}
