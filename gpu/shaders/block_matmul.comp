#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[r,h,o] = sum_i x[r,h,i] w[h,i,o] + bias[h,o]: block-diagonal product from the right, float32 weights. Neighbouring
// invocations read neighbouring outputs' weights.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint BIAS = 0;
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Weight { float w[]; };
layout(binding = 2) readonly buffer Bias { float biases[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, heads, inside, outside, tokens, x_at, w_at, bias_at, y_at, x_batch, x_token, x_head; };

void main() {
  uint index = invocation();
  if (index >= rows * heads * outside)
    return;
  uint o = index % outside, h = index / outside % heads, row = index / outside / heads;
  uint from = x_at + row / tokens * x_batch + row % tokens * x_token + h * x_head;
  float sum = BIAS != 0 ? biases[bias_at + h * outside + o] : 0.0;
  for (uint i = 0; i < inside; ++i)
    sum = fma(xs[from + i], w[w_at + (h * inside + i) * outside + o], sum);
  y[y_at + index] = sum;
}
