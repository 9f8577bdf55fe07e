#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The cell of the scalar LSTM, whose gates read its own last output: a workgroup takes one head of one sequence through its
// tokens, one after another; a lane has every LANES-th channel. Kept are c / n and ln n (core/graph/ops/slstm.h).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint WIDTH = 64;
const uint GATES = 4, OWN = (WIDTH + LANES - 1) / LANES;
const float LOG_OF_NOTHING = -1e30;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) readonly buffer Recurrent { float w[]; };
layout(binding = 3) buffer Output { float outs[]; };
layout(binding = 4) buffer Mean { float means[]; };
layout(binding = 5) buffer LogSum { float log_sums[]; };
layout(binding = 6) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint x_at, x_batch, x_token, x_gate, x_head, w_at, batch, tokens, heads; };

shared float last[WIDTH];

/// Arguments of the four gates of channel i.
vec4 gates_of(uint b, uint t, uint h, uint i) {
  uint at = x_at + b * x_batch + t * x_token + h * x_head + i;
  vec4 sum = vec4(xs[at], xs[at + x_gate], xs[at + 2 * x_gate], xs[at + 3 * x_gate]);
  uint row = w_at + h * WIDTH * WIDTH + i, gate = heads * WIDTH * WIDTH;
  for (uint j = 0; j < WIDTH; ++j, row += WIDTH)
    sum = fma(vec4(last[j]), vec4(w[row], w[row + gate], w[row + 2 * gate], w[row + 3 * gate]), sum);
  return sum;
}

void main() {
  uint unit = workgroup(), h = unit % heads, b = unit / heads;
  if (b >= batch)
    return;
  uint base = (SLOT(b) * heads + h) * WIDTH;
  float mean[OWN], log_sum[OWN], next[OWN];
  for (uint r = 0; r < OWN; ++r) {
    uint i = r * LANES + lane;
    bool present = i < WIDTH;
    mean[r] = present ? means[base + i] : 0.0;
    log_sum[r] = present ? log_sums[base + i] : 0.0;
    if (present)
      last[i] = outs[base + i];
  }
  barrier();
  uint count = COUNT(b);
  for (uint t = 0; t < count; ++t) {
    bool first = POSITION(b) + t == 0;
    for (uint r = 0; r < OWN; ++r) {
      uint i = r * LANES + lane;
      if (i >= WIDTH)
        continue;
      vec4 gate = gates_of(b, t, h, i);
      float past = first ? LOG_OF_NOTHING : log_sum[r] - softplus(-gate.y);
      mean[r] = fma(sigmoid(gate.x - past), tanh_precise(gate.z) - mean[r], mean[r]);
      log_sum[r] = max(past, gate.x) + log1p_unit(exp_precise(-abs(past - gate.x)));
      next[r] = sigmoid(gate.w) * mean[r];
      y[((b * tokens + t) * heads + h) * WIDTH + i] = next[r];
    }
    barrier();
    for (uint r = 0; r < OWN; ++r)
      if (r * LANES + lane < WIDTH)
        last[r * LANES + lane] = next[r];
    barrier();
  }
  if (!COMMIT)
    return;
  for (uint r = 0; r < OWN; ++r) {
    uint i = r * LANES + lane;
    if (i >= WIDTH)
      continue;
    outs[base + i] = last[i];
    means[base + i] = mean[r];
    log_sums[base + i] = log_sum[r];
  }
}
