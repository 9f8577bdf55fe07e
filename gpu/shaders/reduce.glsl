// SPDX-License-Identifier: GPL-3.0-or-later
// Sums and largest values over a workgroup; every lane gets the result. Workgroups are powers of two.
#ifdef SUBGROUP
#extension GL_KHR_shader_subgroup_arithmetic : require
shared float partial_sums[64];

float workgroup_sum(float value) {
  float sum = subgroupAdd(value);
  if (gl_NumSubgroups == 1)
    return sum;
  if (gl_SubgroupInvocationID == 0)
    partial_sums[gl_SubgroupID] = sum;
  barrier();
  sum = 0.0;
  for (uint i = 0; i < gl_NumSubgroups; ++i)
    sum += partial_sums[i];
  barrier();
  return sum;
}

float workgroup_max(float value) {
  float most = subgroupMax(value);
  if (gl_NumSubgroups == 1)
    return most;
  if (gl_SubgroupInvocationID == 0)
    partial_sums[gl_SubgroupID] = most;
  barrier();
  for (uint i = 0; i < gl_NumSubgroups; ++i)
    most = max(most, partial_sums[i]);
  barrier();
  return most;
}
#else
shared float partial_sums[LANES];

float workgroup_sum(float value) {
  partial_sums[lane] = value;
  barrier();
  for (uint half_size = LANES / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size)
      partial_sums[lane] += partial_sums[lane + half_size];
    barrier();
  }
  float sum = partial_sums[0];
  barrier();
  return sum;
}

float workgroup_max(float value) {
  partial_sums[lane] = value;
  barrier();
  for (uint half_size = LANES / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size)
      partial_sums[lane] = max(partial_sums[lane], partial_sums[lane + half_size]);
    barrier();
  }
  float most = partial_sums[0];
  barrier();
  return most;
}
#endif
