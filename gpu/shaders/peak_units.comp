#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of matrix units in registers, for the device's limit: four chains of `rounds` times STEPS products in every subgroup.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_NV_cooperative_matrix : require
#pragma use_vulkan_memory_model
#include "common.glsl"
layout(constant_id = 1) const uint M = 16;
layout(constant_id = 2) const uint N = 16;
layout(constant_id = 3) const uint K = 16;
layout(constant_id = 4) const uint STEPS = 16;
layout(binding = 0) buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rounds, subgroups; };

const uint CHAINS = 4, EIGHTS = K / 8;
shared uvec4 left[M * EIGHTS], right[N * EIGHTS];

void main() {
  for (uint i = lane; i < (M + N) * EIGHTS; i += LANES)
    if (i < M * EIGHTS)
      left[i] = uvec4(0x1c001c00u); // 2^-8 in every float16: the sums stay small
    else
      right[i - M * EIGHTS] = uvec4(0x1c001c00u);
  barrier();
  fcoopmatNV<16, gl_ScopeSubgroup, M, K> a;
  fcoopmatNV<16, gl_ScopeSubgroup, K, N> b;
  coopMatLoadNV(a, left, 0, EIGHTS, false);
  coopMatLoadNV(b, right, 0, EIGHTS, true);
  fcoopmatNV<32, gl_ScopeSubgroup, M, N> sum[CHAINS];
  [[unroll]] for (uint i = 0; i < CHAINS; ++i)
    sum[i] = fcoopmatNV<32, gl_ScopeSubgroup, M, N>(float(i));
  for (uint round = 0; round < rounds; ++round)
    [[unroll]] for (uint step = 0; step < STEPS; ++step)
      [[unroll]] for (uint i = 0; i < CHAINS; ++i)
        sum[i] = coopMatMulAddNV(a, b, sum[i]);
  [[unroll]] for (uint i = 1; i < CHAINS; ++i)
    sum[0] += sum[i];
  if (gl_SubgroupID < subgroups)
    coopMatStoreNV(sum[0], y, (workgroup() * subgroups + gl_SubgroupID) * M * N, N, false);
}
