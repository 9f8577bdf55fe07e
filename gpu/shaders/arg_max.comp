#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Index of the largest element of each row; ties go to the lower index. One workgroup per row.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) writeonly buffer Out { int y[]; };
layout(push_constant) uniform Push { uint rows, width, x_at, y_at, e[4], x_stride[4]; };
shared float best_value[LANES];
shared uint best_index[LANES];

void main() {
  uint row = workgroup();
  if (row >= rows)
    return;
  uint xi = x_at + strided(row, e[1], e[2], e[3], x_stride[0], x_stride[1], x_stride[2], x_stride[3]);
  float value = lane < width ? xs[xi + lane] : 0.0;
  uint index = lane < width ? lane : 0xffffffffu;
  for (uint i = lane + LANES; i < width; i += LANES) {
    float x = xs[xi + i];
    if (x > value) {
      value = x;
      index = i;
    }
  }
  best_value[lane] = value;
  best_index[lane] = index;
  barrier();
  for (uint half_size = LANES / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size) {
      uint other = best_index[lane + half_size];
      float theirs = best_value[lane + half_size], mine = best_value[lane];
      bool better = other != 0xffffffffu && (theirs > mine || (theirs == mine && other < best_index[lane]));
      if (best_index[lane] == 0xffffffffu || better) {
        best_value[lane] = theirs;
        best_index[lane] = other;
      }
    }
    barrier();
  }
  if (lane == 0)
    y[y_at + row] = int(best_index[0]);
}
