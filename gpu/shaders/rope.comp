#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Rotary embedding; cos and sin of every token of the step come from the host in full precision, or are values of the step, of
// each head (BY_HEAD).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint INTERLEAVED = 0;
layout(constant_id = 2) const uint BY_HEAD = 0;
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Cosines { float cosines[]; }; // [tokens, half], or [tokens, heads, half]
layout(binding = 2) writeonly buffer Out { float y[]; };
layout(binding = 3) readonly buffer Sines { float sines[]; };
layout(push_constant) uniform Push { uint rows, tokens, heads, width, half_width, x_at, cos_at, sin_at, y_at, x_batch, x_token, x_head; };

void main() {
  // One invocation per rotated pair or passed-through channel.
  uint each = width - half_width, index = invocation();
  if (index >= rows * heads * each)
    return;
  uint j = index % each, head = index / each % heads, row = index / each / heads;
  uint from = x_at + row / tokens * x_batch + row % tokens * x_token + head * x_head;
  uint to = y_at + (row * heads + head) * width;
  if (j >= half_width) {
    y[to + half_width + j] = xs[from + half_width + j];
    return;
  }
  uint angle = (BY_HEAD != 0 ? row * heads + head : row) * half_width + j;
  float c = cosines[cos_at + angle], s = sines[sin_at + angle];
  uint first = INTERLEAVED != 0 ? 2 * j : j, second = INTERLEAVED != 0 ? 2 * j + 1 : j + half_width;
  float p = xs[from + first], q = xs[from + second];
  y[to + first] = p * c - q * s;
  y[to + second] = q * c + p * s;
}
