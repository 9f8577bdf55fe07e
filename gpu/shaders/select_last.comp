#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[b,:] = x[b, count[b] - 1, :]
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint batch, width, x_at, y_at, x_batch, x_token; };

void main() {
  uint index = invocation();
  if (index >= batch * width)
    return;
  uint b = index / width;
  y[y_at + index] = xs[x_at + b * x_batch + (COUNT(b) - 1) * x_token + index % width];
}
