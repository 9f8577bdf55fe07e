#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y_t: mean, or least and greatest, over the tokens of t's block up to t. An invocation takes one channel of one head through
// the tokens of the step; the state is the sum, or the bounds, of the block that is not finished.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint BOUNDS = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) buffer State { float states[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint batch, tokens, heads, width, block, x_at, x_batch, x_token, x_head, y_at, slot_stride; };

void main() {
  uint index = invocation();
  if (index >= batch * heads * width)
    return;
  uint i = index % width, h = index / width % heads, b = index / width / heads;
  uint wide = BOUNDS != 0 ? 2 * width : width, at = SLOT(b) * slot_stride + h * wide + i;
  float low = states[at], high = BOUNDS != 0 ? states[at + width] : 0.0;
  uint before = POSITION(b) % block; // tokens of the block
  for (uint t = 0; t < COUNT(b); ++t) {
    float x = xs[x_at + b * x_batch + t * x_token + h * x_head + i];
    uint to = y_at + ((b * tokens + t) * heads + h) * wide + i;
    if (BOUNDS != 0) {
      low = before == 0 ? x : min(low, x);
      high = before == 0 ? x : max(high, x);
      y[to] = low;
      y[to + width] = high;
    } else {
      low = before == 0 ? x : low + x;
      y[to] = low / float(before + 1);
    }
    before = before + 1 == block ? 0 : before + 1;
  }
  if (COMMIT) {
    states[at] = low;
    if (BOUNDS != 0)
      states[at + width] = high;
  }
}
