#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the last inputs of a convolution: rows [count, count + past) of the line of past and present inputs.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) buffer Tail { float tail[]; };
layout(push_constant) uniform Push { uint batch, channels, past, x_at, x_batch, x_token, slot_stride; };

void main() {
  uint index = invocation();
  if (index >= batch * channels || !COMMIT)
    return;
  uint d = index % channels, b = index / channels, count = COUNT(b), state = SLOT(b) * slot_stride + d;
  for (uint j = 0; j < past; ++j) { // reads stay ahead of writes
    uint at = count + j;
    tail[state + j * channels] = at < past ? tail[state + at * channels] : xs[x_at + b * x_batch + (at - past) * x_token + d];
  }
}
