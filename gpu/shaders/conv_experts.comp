#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Depthwise causal convolution over rows in the order of experts: an invocation takes one channel of an expert through its rows
// of one sequence, from a tail of its own (core/graph/ops/causal_conv.h). Rows of no expert become zeros.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint ACTIVATION = 0;
layout(constant_id = 2) const uint BIAS = 0;
layout(constant_id = 3) const uint WIDTH = 4;
layout(constant_id = 4) const uint EXPERTS = 1;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) readonly buffer Taps { float taps[]; };
layout(binding = 3) readonly buffer Bias { float biases[]; };
layout(binding = 4) buffer Tail { float tail[]; };
layout(binding = 5) writeonly buffer Out { float y[]; };
layout(binding = 6) readonly buffer Offsets { int offsets[]; };
layout(binding = 7) readonly buffer Order { int order[]; };
layout(push_constant) uniform Push {
  uint batch, channels, choices, x_at, taps_at, bias_at, y_at, x_token, slot_stride, offsets_at, order_at; // choices: of a sequence
};
#include "expert_rows.glsl"

void main() {
  uint index = invocation();
  if (index >= batch * EXPERTS * channels)
    return;
  uint d = index % channels, e = index / channels % EXPERTS, b = index / channels / EXPERTS;
  uint row = first_row(e, b, choices), end = first_row(e, b + 1, choices);
  const uint past = WIDTH - 1;
  uint state = SLOT(b) * slot_stride + e * past * channels + d;
  float tap[WIDTH], line[WIDTH]; // the last inputs, the present one at the end
  for (uint j = 0; j < WIDTH; ++j)
    tap[j] = taps[taps_at + d * WIDTH + j];
  for (uint j = 0; j < past; ++j)
    line[j] = tail[state + j * channels];
  for (; row < end; ++row) {
    line[past] = xs[x_at + row * x_token + d];
    float sum = BIAS != 0 ? biases[bias_at + d] : 0.0;
    for (uint j = 0; j < WIDTH; ++j)
      sum += tap[j] * line[j];
    y[y_at + row * channels + d] = apply_function(ACTIVATION, sum, 1.0, 0.0);
    for (uint j = 0; j < past; ++j)
      line[j] = line[j + 1];
  }
  if (COMMIT)
    for (uint j = 0; j < past; ++j)
      tail[state + j * channels] = line[j];
  if (b == 0 && e == 0)
    for (row = offsets[offsets_at + EXPERTS]; row < batch * choices; ++row)
      y[y_at + row * channels + d] = 0.0;
}
