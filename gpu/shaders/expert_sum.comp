#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[t,:] = sum over the choices j of t of weight[t,j] x[place[t,j],:]
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint WEIGHED = 1;
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Weights { float weights[]; };
layout(binding = 2) readonly buffer Place { int place[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, width, chosen, x_at, weights_at, place_at, y_at; };

void main() {
  uint index = invocation();
  if (index >= rows * width)
    return;
  uint row = index / width, i = index % width;
  float sum = 0.0;
  for (uint j = row * chosen; j < (row + 1) * chosen; ++j) {
    float weight = WEIGHED != 0 ? weights[weights_at + j] : 1.0;
    sum = fma(weight, xs[x_at + uint(place[place_at + j]) * width + i], sum);
  }
  y[y_at + index] = sum;
}
