#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[m,n] = x[m,:] . w[n,:] + bias[n] on the device's matrix units (cooperative matrices): products of float16, sums in float32.
// x comes as hi + lo (split_halves.comp) and a float32 w is split here, so the result is as exact as float32 arithmetic:
// hi w + lo w, and hi times w's own rest. A bfloat16 w becomes float16 by a power of two. Units may round their sums down, so
// the sums of FLUSH slices are added up in ordinary float32. SM x SN subgroups share a tile of BM x BN; one beyond them idles.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_NV_cooperative_matrix : require
#pragma use_vulkan_memory_model
#include "common.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint TYPE = 1;
layout(constant_id = 2) const uint BIAS = 0;
layout(constant_id = 3) const uint M = 16; // one product of a subgroup: M x K by K x N
layout(constant_id = 4) const uint N = 16;
layout(constant_id = 5) const uint K = 16;
layout(constant_id = 6) const uint RM = 2; // products of a subgroup, down and across
layout(constant_id = 7) const uint RN = 2;
layout(constant_id = 8) const uint SM = 2; // subgroups of a workgroup, down and across
layout(constant_id = 9) const uint SN = 2;
layout(constant_id = 10) const uint BK = 32; // depth of a slice, a multiple of K and of 8
layout(constant_id = 11) const uint FLUSH = 8;
layout(binding = 0) readonly buffer X { uvec4 xs[]; };
layout(binding = 0) readonly buffer Factors { float factors[]; };
PACKED_MATRIX(1)
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, depth, x_row, stride, outputs, first_output, y_row, lo_at, factors_at, bias_at, y_at; float w_scale, w_factor; uint residual[9]; float finish_a, finish_b; };
#define FINISH_ID 12
#include "finish.glsl"

const uint BM = M * RM * SM, BN = N * RN * SN;
const uint EIGHTS = BK / 8, PITCH = EIGHTS + 1; // groups of eight float16, one of padding against bank conflicts
const uint RESTS = TYPE == TYPE_F32 ? 1 : 0;    // w has a rest of its own

shared uvec4 x_hi[BM * PITCH], x_lo[BM * PITCH], w_hi[BN * PITCH], w_lo[RESTS * BN * PITCH + 1];
shared float sums[SM * SN * M * N];

#define LEFT fcoopmatNV<16, gl_ScopeSubgroup, M, K>
#define RIGHT fcoopmatNV<16, gl_ScopeSubgroup, K, N>
#define SUM fcoopmatNV<32, gl_ScopeSubgroup, M, N>

void load_x(uint m0, uint k0) {
  for (uint i = lane; i < BM * EIGHTS; i += LANES) {
    uint m = i / EIGHTS, k = i % EIGHTS, at = (m0 + m) * x_row + k0 / 8 + k;
    x_hi[m * PITCH + k] = xs[at];
    x_lo[m * PITCH + k] = xs[lo_at + at];
  }
}

uvec2 as_halves(vec4 v) { return uvec2(to_half(v.x) | to_half(v.y) << 16, to_half(v.z) | to_half(v.w) << 16); }
vec4 of_halves(uvec2 v) { return vec4(unpackHalf2x16(v.x), unpackHalf2x16(v.y)); }

/// Four weights as float16, and what that leaves of them.
uvec2 four_weights(uint n, uint k, out uvec2 rest) {
  rest = uvec2(0);
  if (n >= outputs || k >= depth) // rows are padded with zeros to whole fours
    return uvec2(0);
  uint at = n * stride + k / 4;
  if (TYPE == TYPE_F16)
    return packed16[at];
  vec4 w = packed_four(at) * w_scale;
  uvec2 hi = as_halves(w);
  if (TYPE == TYPE_F32)
    rest = as_halves(w - of_halves(hi));
  return hi;
}

void load_w(uint n0, uint k0) {
  for (uint i = lane; i < BN * EIGHTS; i += LANES) {
    uint n = i / EIGHTS, k = i % EIGHTS;
    uvec2 rest0, rest1;
    uvec2 w0 = four_weights(n0 + n, k0 + 8 * k, rest0), w1 = four_weights(n0 + n, k0 + 8 * k + 4, rest1);
    w_hi[n * PITCH + k] = uvec4(w0, w1);
    if (RESTS != 0)
      w_lo[n * PITCH + k] = uvec4(rest0, rest1);
  }
}

SUM part[RM * RN], sum[RM * RN];

void multiply_slice(uint sm, uint sn) {
  [[unroll]] for (uint k = 0; k < EIGHTS; k += K / 8) {
    LEFT hi[RM], lo[RM];
    [[unroll]] for (uint i = 0; i < RM; ++i) {
      coopMatLoadNV(hi[i], x_hi, (sm * RM + i) * M * PITCH + k, PITCH, false);
      coopMatLoadNV(lo[i], x_lo, (sm * RM + i) * M * PITCH + k, PITCH, false);
    }
    [[unroll]] for (uint j = 0; j < RN; ++j) {
      RIGHT w;
      coopMatLoadNV(w, w_hi, (sn * RN + j) * N * PITCH + k, PITCH, true);
      [[unroll]] for (uint i = 0; i < RM; ++i)
        part[i * RN + j] = coopMatMulAddNV(lo[i], w, coopMatMulAddNV(hi[i], w, part[i * RN + j]));
      if (RESTS != 0) {
        coopMatLoadNV(w, w_lo, (sn * RN + j) * N * PITCH + k, PITCH, true);
        [[unroll]] for (uint i = 0; i < RM; ++i)
          part[i * RN + j] = coopMatMulAddNV(hi[i], w, part[i * RN + j]);
      }
    }
  }
}

void flush() {
  [[unroll]] for (uint i = 0; i < RM * RN; ++i) {
    sum[i] += part[i];
    part[i] = SUM(0.0);
  }
}

/// Result i, j of every subgroup, by all lanes: through shared memory, because a tile may end beyond the matrix.
void store(uint m0, uint n0, uint i, uint j) {
  for (uint e = lane; e < SM * SN * M * N; e += LANES) {
    uint s = e / (M * N);
    uint m = m0 + (s % SM * RM + i) * M + e / N % M, n = n0 + (s / SM * RN + j) * N + e % N;
    if (m < rows && n < outputs) {
      float total = sums[e] * factors[factors_at + m] * w_factor + (BIAS != 0 ? biases[bias_at + first_output + n] : 0.0);
      y[y_at + m * y_row + first_output + n] = finished(total, m, first_output + n);
    }
  }
}

void main() {
  uint m0 = gl_WorkGroupID.y * BM, n0 = gl_WorkGroupID.x * BN;
  uint sm = gl_SubgroupID % SM, sn = gl_SubgroupID / SM;
  bool busy = gl_SubgroupID < SM * SN;
  [[unroll]] for (uint i = 0; i < RM * RN; ++i)
    part[i] = sum[i] = SUM(0.0);
  uint slices = 0;
  for (uint k0 = 0; k0 < depth; k0 += BK) {
    load_x(m0, k0);
    load_w(n0, k0);
    barrier();
    if (busy)
      multiply_slice(sm, sn);
    if (busy && ++slices % FLUSH == 0)
      flush();
    barrier();
  }
  flush();
  [[unroll]] for (uint i = 0; i < RM; ++i)
    [[unroll]] for (uint j = 0; j < RN; ++j) {
      if (busy)
        coopMatStoreNV(sum[i * RN + j], sums, gl_SubgroupID * M * N, N, false);
      barrier();
      store(m0, n0, i, j);
      barrier();
    }
}
