#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[t] = x[t-1], y[0] = the state, which then becomes the last valid token. The invocation of t = 0 does both.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) buffer Last { float last[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint batch, tokens, width, x_at, y_at, x_batch, x_token, slot_stride; };

void main() {
  uint index = invocation();
  if (index >= batch * tokens * width)
    return;
  uint d = index % width, t = index / width % tokens, b = index / width / tokens;
  uint line = x_at + b * x_batch + d;
  if (t > 0) {
    y[y_at + index] = xs[line + (t - 1) * x_token];
    return;
  }
  uint state = SLOT(b) * slot_stride + d;
  y[y_at + index] = last[state];
  if (COMMIT)
    last[state] = xs[line + (COUNT(b) - 1) * x_token];
}
