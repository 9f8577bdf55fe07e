#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// block_matmul for many rows of x (prefill): a tile of one head's product per workgroup.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "tile.glsl"
layout(constant_id = 1) const uint BIAS = 0;
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Weight { float w[]; };
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, heads, inside, outside, tokens, x_at, w_at, bias_at, y_at, x_batch, x_token, x_head; };

void load_tiles(uint h, uint m0, uint n0, uint k0) {
  for (uint i = lane; i < BM * BK; i += LANES) {
    uint k = i % BK, m = i / BK, row = m0 + m;
    bool inside_x = row < rows && k0 + k < inside;
    x_tile[k * (BM + 1) + m] = inside_x ? xs[x_at + row / tokens * x_batch + row % tokens * x_token + h * x_head + k0 + k] : 0.0;
  }
  for (uint i = lane; i < BN * BK; i += LANES) {
    uint n = i % BN, k = i / BN;
    w_tile[k * (BN + 1) + n] = n0 + n < outside && k0 + k < inside ? w[w_at + (h * inside + k0 + k) * outside + n0 + n] : 0.0;
  }
}

void main() {
  uint m0 = gl_WorkGroupID.y * BM, n0 = gl_WorkGroupID.x * BN, h = gl_WorkGroupID.z;
  for (uint i = 0; i < TM * TN; ++i)
    sum[i] = 0.0;
  for (uint k0 = 0; k0 < inside; k0 += BK) {
    load_tiles(h, m0, n0, k0);
    barrier();
    multiply_slice();
    barrier();
  }
  for (uint i = 0; i < TM; ++i)
    for (uint j = 0; j < TN; ++j) {
      uint m = m0 + tile_row(i), n = n0 + tile_column(j), o = h * outside + n;
      if (m < rows && n < outside)
        y[y_at + m * heads * outside + o] = sum[i * TN + j] + (BIAS != 0 ? biases[bias_at + o] : 0.0);
    }
}
