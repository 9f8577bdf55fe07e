#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// h_t = exp(g_t) h_{t-1} + f_t x_t, or ln(e^{g_t + h_{t-1}} + e^{x_t}) with LOG_SUM, one invocation per channel of a sequence
// and chunk. PASS: chunk_scan.glsl.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint SQRT_FACTOR = 0;
layout(constant_id = 2) const uint RESET_FIRST = 0;
layout(constant_id = 3) const uint PASS = 0;
layout(constant_id = 4) const uint LOG_SUM = 0;
layout(constant_id = 5) const uint READ_BEFORE = 0;
const uint MODES = 1;
layout(constant_id = 6) const uint ANGLES = 0; // h_t = h_{t-1} + x_t within half a turn of 0; there is no g
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) readonly buffer G { float gs[]; };
layout(binding = 3) buffer State { float state[]; };
layout(binding = 4) buffer Chunks { float chunks[]; };
layout(binding = 5) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint batch, tokens, channels, x_at, x_batch, x_token, g_at, g_batch, g_token, chunk, chunk_count; };
#include "chunk_scan.glsl"

void main() {
  uint index = invocation();
  if (index >= batch * channels * chunk_count)
    return;
  uint d = index % channels, piece = index / channels % chunk_count, b = index / channels / chunk_count;
  uint at = SLOT(b) * channels + d, first = piece * chunk, end = min(COUNT(b), first + chunk);
  float nothing = LOG_SUM != 0 ? LOG_OF_NOTHING : 0.0, log_decay = 0.0;
  float h = PASS == PASS_WHOLE ? state[at] : PASS == PASS_ENDS ? nothing : chunks[END_AT(b, piece, 0, d)];
  for (uint t = first; t < end; ++t) {
    float x = xs[x_at + b * x_batch + t * x_token + d], g = ANGLES != 0 ? 0.0 : gs[g_at + b * g_batch + t * g_token + d];
    bool reset = (RESET_FIRST != 0 || LOG_SUM != 0) && POSITION(b) + t == 0;
    if (reset)
      h = nothing;
    float factor = SQRT_FACTOR != 0 && !reset ? sqrt(-expm1_precise(2.0 * g)) : 1.0, before = h;
    if (ANGLES != 0)
      h = turned_back(h + x);
    else if (LOG_SUM != 0)
      h = log_sum(g + h, x);
    else
      h = (reset ? 0.0 : exp_precise(g) * h) + factor * x;
    log_decay += reset ? FORGETS_ALL : g;
    if (PASS != PASS_ENDS)
      y[(b * tokens + t) * channels + d] = READ_BEFORE != 0 ? before : h;
  }
  if (PASS == PASS_WHOLE && COMMIT)
    state[at] = h;
  if (PASS == PASS_ENDS) {
    chunks[END_AT(b, piece, 0, d)] = h;
    chunks[LOG_DECAY_AT(b, piece, d)] = log_decay;
  }
}
