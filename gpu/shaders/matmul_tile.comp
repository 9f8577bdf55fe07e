#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[m,n] = x[m,:] . w[n,:] + bias[n] for many rows of x (prefill), a tile per workgroup.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
#include "tile.glsl"
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint BIAS = 0;
layout(binding = 0) readonly buffer X { float xs[]; };
PACKED_MATRIX(1)
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, depth, stride, outputs, first_output, y_row, x_at, x_row, bias_at, y_at; uint residual[9]; float finish_a, finish_b; };
#define FINISH_ID 8
#include "finish.glsl"

void load_tiles(uint m0, uint n0, uint k0) {
  for (uint i = lane; i < BM * BK; i += LANES) {
    uint k = i % BK, m = i / BK;
    bool inside = m0 + m < rows && k0 + k < depth;
    x_tile[k * (BM + 1) + m] = inside ? xs[x_at + (m0 + m) * x_row + k0 + k] : 0.0;
  }
  for (uint i = lane; i < BN * BK / 4; i += LANES) {
    uint k = i % (BK / 4) * 4, n = i / (BK / 4);
    vec4 v = n0 + n < outputs && k0 + k < depth ? packed_four((n0 + n) * stride + (k0 + k) / 4) : vec4(0); // rows are padded with zeros
    for (uint j = 0; j < 4; ++j)
      w_tile[(k + j) * (BN + 1) + n] = v[j];
  }
}

void main() {
  uint m0 = gl_WorkGroupID.y * BM, n0 = gl_WorkGroupID.x * BN;
  for (uint i = 0; i < TM * TN; ++i)
    sum[i] = 0.0;
  for (uint k0 = 0; k0 < depth; k0 += BK) {
    load_tiles(m0, n0, k0);
    barrier();
    multiply_slice();
    barrier();
  }
  for (uint i = 0; i < TM; ++i)
    for (uint j = 0; j < TN; ++j) {
      uint m = m0 + tile_row(i), n = n0 + tile_column(j);
      if (m < rows && n < outputs) {
        float total = sum[i * TN + j] + (BIAS != 0 ? biases[bias_at + first_output + n] : 0.0);
        y[y_at + m * y_row + first_output + n] = finished(total, m, first_output + n);
      }
    }
}
