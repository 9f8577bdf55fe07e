#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[p,n] = x[p,:] . W_e[n,:] + bias_e[n] for the expert e of each row, few rows of x (decode): lanes share the depth, so a
// workgroup reads whole rows of the chosen expert's matrix in order. Matrices lie one below the other; a binding may hold
// a part of them.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint OUTPUTS = 4; // of one workgroup
layout(constant_id = 3) const uint BIAS = 0;
layout(binding = 0) readonly buffer X { float xs[]; };
PACKED_MATRIX(1)
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) readonly buffer Offsets { int offsets[]; };
layout(binding = 4) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, depth, stride, outputs, experts, first_bound, bound, x_at, bias_at, offsets_at, y_at, even; };
#include "expert.glsl"
shared float sums[OUTPUTS * LANES];

void main() {
  uint first = gl_WorkGroupID.x * OUTPUTS, row = gl_WorkGroupID.y, e = expert_of(row);
  float sum[OUTPUTS];
  for (uint n = 0; n < OUTPUTS; ++n)
    sum[n] = 0.0;
  for (uint k = lane * 4; k < depth && e < experts; k += LANES * 4) {
    vec4 x = vec4(0);
    for (uint i = 0; i < 4; ++i)
      if (k + i < depth)
        x[i] = xs[x_at + row * depth + k + i];
    for (uint n = 0; n < OUTPUTS; ++n) {
      uint held = e * outputs + min(first + n, outputs - 1) - first_bound;
      if (held < bound)
        sum[n] += dot(packed_four(held * stride + k / 4), x);
    }
  }
  for (uint n = 0; n < OUTPUTS; ++n)
    sums[n * LANES + lane] = sum[n];
  barrier();
  for (uint i = lane; i < OUTPUTS; i += LANES) {
    uint n = first + i, held = e * outputs + n - first_bound;
    if (n >= outputs)
      continue;
    float total = BIAS != 0 && e < experts ? biases[bias_at + e * outputs + n] : 0.0;
    for (uint piece = 0; piece < LANES; ++piece)
      total += sums[i * LANES + piece];
    if (held < bound || (e >= experts && first_bound == 0))
      y[y_at + row * outputs + n] = e < experts ? total : 0.0;
  }
}
