#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Products of pairs of a row's channels; one invocation per feature. Pair i <= j stands at j (j + 1) / 2 + i, behind 1 and
// the row itself with TAYLOR.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint TAYLOR = 1;
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, width, features, x_at, y_at, e[4], x_stride[4]; };

void main() {
  uint index = invocation();
  if (index >= rows * features)
    return;
  uint row = index / features, feature = index % features, before = TAYLOR != 0 ? 1 + width : 0;
  uint xi = x_at + strided(row, e[1], e[2], e[3], x_stride[0], x_stride[1], x_stride[2], x_stride[3]);
  float value = 1.0;
  if (feature >= before) {
    uint pair = feature - before, j = uint((sqrt(8.0 * float(pair) + 1.0) - 1.0) * 0.5);
    while (j * (j + 1) / 2 > pair) // the root may be off by one either way
      --j;
    while ((j + 1) * (j + 2) / 2 <= pair)
      ++j;
    uint i = pair - j * (j + 1) / 2;
    value = xs[xi + i] * xs[xi + j] * (i == j ? 0.70710678 : 1.0) * (TAYLOR != 0 ? 1.0 : 1.41421356);
  } else if (feature > 0) {
    value = xs[xi + feature - 1];
  }
  y[y_at + index] = value;
}
