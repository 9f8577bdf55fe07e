#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Depthwise causal convolution over the state's tail and the tokens of the step. An invocation slides over TOKENS tokens of a
// channel, so taps and inputs are read once. With one token it also moves the tail on (UPDATE); otherwise conv_state does,
// after every read.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint ACTIVATION = 0;
layout(constant_id = 2) const uint BIAS = 0;
layout(constant_id = 3) const uint UPDATE = 0;
layout(constant_id = 4) const uint WIDTH = 4;
layout(constant_id = 5) const uint TOKENS = 1;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) readonly buffer Taps { float taps[]; };
layout(binding = 3) readonly buffer Bias { float biases[]; };
layout(binding = 4) buffer Tail { float tail[]; };
layout(binding = 5) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint batch, tokens, channels, x_at, taps_at, bias_at, y_at, x_batch, x_token, slot_stride; };

void main() {
  uint index = invocation(), runs = (tokens + TOKENS - 1) / TOKENS;
  if (index >= batch * runs * channels)
    return;
  uint d = index % channels, first = index / channels % runs * TOKENS, b = index / channels / runs;
  if (first >= COUNT(b))
    return;
  const uint past = WIDTH - 1;
  uint state = SLOT(b) * slot_stride + d, x = x_at + b * x_batch + d, last = min(first + TOKENS, COUNT(b));
  float tap[WIDTH], line[WIDTH]; // the last inputs, the present one at the end
  for (uint j = 0; j < WIDTH; ++j)
    tap[j] = taps[taps_at + d * WIDTH + j];
  for (uint j = 0; j < past; ++j) {
    uint at = first + j; // in the line of past inputs followed by present ones
    line[j] = at < past ? tail[state + at * channels] : xs[x + (at - past) * x_token];
  }
  float bias = BIAS != 0 ? biases[bias_at + d] : 0.0;
  for (uint t = first; t < last; ++t) {
    line[past] = xs[x + t * x_token];
    float sum = bias;
    for (uint j = 0; j < WIDTH; ++j)
      sum += tap[j] * line[j];
    y[y_at + (b * tokens + t) * channels + d] = apply_function(ACTIVATION, sum, 1.0, 0.0);
    for (uint j = 0; j < past; ++j)
      line[j] = line[j + 1];
  }
  if (UPDATE != 0 && COMMIT)
    for (uint j = 0; j < past; ++j)
      tail[state + j * channels] = line[j];
}
