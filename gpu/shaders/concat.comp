#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of two views side by side; the result is dense.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Y { float ys[]; };
layout(binding = 2) writeonly buffer Out { float result[]; };
layout(push_constant) uniform Push { uint count, x_width, y_width, x_at, y_at, result_at, x_rows[8], y_rows[8]; };

uint start(uint row, uint rows[8]) { return strided(row, rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7]); }

void main() {
  uint index = invocation(), width = x_width + y_width;
  if (index >= count)
    return;
  uint row = index / width, i = index % width;
  if (i < x_width)
    result[result_at + index] = xs[x_at + start(row, x_rows) + i];
  else
    result[result_at + index] = ys[y_at + start(row, y_rows) + i - x_width];
}
