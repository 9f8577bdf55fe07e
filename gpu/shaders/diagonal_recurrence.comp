#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// h_t = exp(g_t) h_{t-1} + f_t x_t, one invocation per channel of a sequence.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint SQRT_FACTOR = 0;
layout(constant_id = 2) const uint RESET_FIRST = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) readonly buffer G { float gs[]; };
layout(binding = 3) buffer State { float state[]; };
layout(binding = 4) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint batch, tokens, channels, x_at, x_batch, x_token, g_at, g_batch, g_token; };

void main() {
  uint index = invocation();
  if (index >= batch * channels)
    return;
  uint d = index % channels, b = index / channels, at = SLOT(b) * channels + d, count = COUNT(b);
  float h = state[at];
  for (uint t = 0; t < count; ++t) {
    float x = xs[x_at + b * x_batch + t * x_token + d], g = gs[g_at + b * g_batch + t * g_token + d];
    bool reset = RESET_FIRST != 0 && POSITION(b) + t == 0;
    float factor = SQRT_FACTOR != 0 && !reset ? sqrt(-expm1_precise(2.0 * g)) : 1.0;
    h = (reset ? 0.0 : exp_precise(g) * h) + factor * x;
    y[(b * tokens + t) * channels + d] = h;
  }
  if (COMMIT)
    state[at] = h;
}
