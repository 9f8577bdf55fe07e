#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of tokens in the order of experts; rows of no expert are zero.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Offsets { int offsets[]; };
layout(binding = 2) readonly buffer Order { int order[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, width, chosen, tokens, experts, x_at, step_batch, step_token, offsets_at, order_at, y_at; };

void main() {
  uint index = invocation();
  if (index >= rows * width)
    return;
  uint row = index / width, i = index % width;
  float value = 0.0;
  if (row < uint(offsets[offsets_at + experts])) {
    uint token = uint(order[order_at + row]) / chosen;
    value = xs[x_at + token / tokens * step_batch + token % tokens * step_token + i];
  }
  y[y_at + index] = value;
}
