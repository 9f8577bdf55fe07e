#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Mamba's scan (arXiv 2312.00752): one invocation per channel of a sequence, its MODES states in registers.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint MODES = 16;
layout(constant_id = 2) const uint SKIP = 0;
layout(constant_id = 3) const uint GATE = 0;
layout(constant_id = 4) const uint BIAS = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer U { float us[]; };
layout(binding = 2) readonly buffer Delta { float deltas[]; };
layout(binding = 3) readonly buffer A { float as[]; };
layout(binding = 4) readonly buffer B { float bs[]; };
layout(binding = 5) readonly buffer C { float cs[]; };
layout(binding = 6) readonly buffer Skip { float skips[]; };
layout(binding = 7) readonly buffer Gate { float zs[]; };
layout(binding = 8) readonly buffer Bias { float biases[]; };
layout(binding = 9) buffer State { float state[]; };
layout(binding = 10) writeonly buffer Out { float y[]; };
struct Input { uint at, batch, token; };
layout(push_constant) uniform Push { Input u, delta, b_in, c_in, z; uint batch, tokens, channels, a_at, skip_at, bias_at; };

void main() {
  uint index = invocation();
  if (index >= batch * channels)
    return;
  uint d = index % channels, b = index / channels, base = (SLOT(b) * channels + d) * MODES;
  float h[MODES], rate[MODES];
  for (uint n = 0; n < MODES; ++n) {
    h[n] = state[base + n];
    rate[n] = as[a_at + d * MODES + n];
  }
  float skip = SKIP != 0 ? skips[skip_at + d] : 0.0, bias = BIAS != 0 ? biases[bias_at + d] : 0.0;
  uint count = COUNT(b);
  for (uint t = 0; t < count; ++t) {
    float x = us[u.at + b * u.batch + t * u.token + d];
    float dt = softplus(deltas[delta.at + b * delta.batch + t * delta.token + d] + bias);
    uint bi = b_in.at + b * b_in.batch + t * b_in.token, ci = c_in.at + b * c_in.batch + t * c_in.token;
    float sum = skip * x;
    for (uint n = 0; n < MODES; ++n) {
      h[n] = fma(exp_precise(dt * rate[n]), h[n], dt * x * bs[bi + n]);
      sum = fma(h[n], cs[ci + n], sum);
    }
    if (GATE != 0) {
      float gate = zs[z.at + b * z.batch + t * z.token + d];
      sum *= gate * sigmoid(gate);
    }
    y[(b * tokens + t) * channels + d] = sum;
  }
  if (COMMIT)
    for (uint n = 0; n < MODES; ++n)
      state[base + n] = h[n];
}
