#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Depthwise causal convolution over the state's tail and the tokens of the step. With one token the same invocation also
// moves the tail on (UPDATE); otherwise conv_state does, after every read.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint ACTIVATION = 0;
layout(constant_id = 2) const uint BIAS = 0;
layout(constant_id = 3) const uint UPDATE = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) readonly buffer Taps { float taps[]; };
layout(binding = 3) readonly buffer Bias { float biases[]; };
layout(binding = 4) buffer Tail { float tail[]; };
layout(binding = 5) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint batch, tokens, channels, taps_width, x_at, taps_at, bias_at, y_at, x_batch, x_token, slot_stride; };

void main() {
  uint index = invocation();
  if (index >= batch * tokens * channels)
    return;
  uint d = index % channels, t = index / channels % tokens, b = index / channels / tokens;
  if (t >= COUNT(b))
    return;
  uint past = taps_width - 1, state = SLOT(b) * slot_stride + d;
  float sum = BIAS != 0 ? biases[bias_at + d] : 0.0;
  for (uint j = 0; j < taps_width; ++j) {
    uint at = t + j; // in the line of past inputs followed by present ones
    float x = at < past ? tail[state + at * channels] : xs[x_at + b * x_batch + (at - past) * x_token + d];
    sum += taps[taps_at + d * taps_width + j] * x;
  }
  y[y_at + index] = apply_function(ACTIVATION, sum, 1.0, 0.0);
  if (UPDATE != 0 && COMMIT && past > 0) {
    for (uint j = 0; j + 1 < past; ++j)
      tail[state + j * channels] = tail[state + (j + 1) * channels];
    tail[state + (past - 1) * channels] = xs[x_at + b * x_batch + d];
  }
}
