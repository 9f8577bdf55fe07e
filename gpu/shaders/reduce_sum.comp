#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Sum over the last axis; one workgroup per row.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "reduce.glsl"
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, width, x_at, y_at, e[4], x_stride[4]; };

void main() {
  uint row = workgroup();
  if (row >= rows)
    return;
  uint xi = x_at + strided(row, e[1], e[2], e[3], x_stride[0], x_stride[1], x_stride[2], x_stride[3]);
  float sum = 0.0;
  for (uint i = lane; i < width; i += LANES)
    sum += xs[xi + i];
  sum = workgroup_sum(sum);
  if (lane == 0)
    y[y_at + row] = sum;
}
