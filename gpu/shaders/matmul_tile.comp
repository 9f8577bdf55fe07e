#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[m,n] = x[m,:] . w[n,:] + bias[n] for many rows of x (prefill): a workgroup computes a BM x BN tile from slices of
// depth BK in shared memory; each lane owns TM x TN results in registers. LANES = (BM/TM) * (BN/TN).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint BIAS = 0;
layout(constant_id = 3) const uint BM = 64;
layout(constant_id = 4) const uint BN = 64;
layout(constant_id = 5) const uint BK = 16;
layout(constant_id = 6) const uint TM = 4;
layout(constant_id = 7) const uint TN = 4;
layout(binding = 0) readonly buffer X { float xs[]; };
PACKED_MATRIX(1)
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, depth, stride, outputs, first_output, y_row, x_at, x_row, bias_at, y_at; };

shared float x_tile[BK * (BM + 1)]; // [k][m], one column of padding against bank conflicts
shared float w_tile[BK * (BN + 1)]; // [k][n]

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
  uint column = lane % (BN / TN), row = lane / (BN / TN);
  float sum[TM * TN];
  for (uint i = 0; i < TM * TN; ++i)
    sum[i] = 0.0;
  for (uint k0 = 0; k0 < depth; k0 += BK) {
    load_tiles(m0, n0, k0);
    barrier();
    for (uint k = 0; k < BK; ++k) {
      float a[TM], b[TN];
      for (uint i = 0; i < TM; ++i)
        a[i] = x_tile[k * (BM + 1) + row + i * (BM / TM)];
      for (uint j = 0; j < TN; ++j)
        b[j] = w_tile[k * (BN + 1) + column + j * (BN / TN)];
      for (uint i = 0; i < TM; ++i)
        for (uint j = 0; j < TN; ++j)
          sum[i * TN + j] = fma(a[i], b[j], sum[i * TN + j]);
    }
    barrier();
  }
  for (uint i = 0; i < TM; ++i)
    for (uint j = 0; j < TN; ++j) {
      uint m = m0 + row + i * (BM / TM), n = n0 + column + j * (BN / TN);
      if (m < rows && n < outputs)
        y[y_at + m * y_row + first_output + n] = sum[i * TN + j] + (BIAS != 0 ? biases[bias_at + first_output + n] : 0.0);
    }
}
