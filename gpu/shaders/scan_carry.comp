#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The state before each chunk of a scan, in place of what the chunk alone ends with; chunk_scan.glsl has the form. One
// invocation per mode of a channel of a sequence. RATES: the sums are of time, and each mode has its own decay per time.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint MODES = 1;
layout(constant_id = 2) const uint RATES = 0;
layout(constant_id = 3) const uint LOG_SUM = 0; // of logarithms of sums: core/graph/ops/diagonal_recurrence.h
layout(constant_id = 4) const uint ANGLES = 0;  // of sums of angles
STEP_BUFFER(0)
layout(binding = 1) readonly buffer A { float as[]; };
layout(binding = 2) buffer State { float state[]; };
layout(binding = 3) buffer Chunks { float chunks[]; };
layout(push_constant) uniform Push { uint batch, channels, a_at, chunk, chunk_count; };
#include "chunk_scan.glsl"

void main() {
  uint index = invocation();
  if (index >= batch * channels * MODES)
    return;
  uint d = index % channels, n = index / channels % MODES, b = index / channels / MODES;
  uint at = (SLOT(b) * channels + d) * MODES + n, count = COUNT(b);
  float rate = RATES != 0 ? as[a_at + d * MODES + n] : 1.0, h = state[at];
  for (uint piece = 0; piece * chunk < count; ++piece) {
    uint here = END_AT(b, piece, n, d);
    float end = chunks[here];
    chunks[here] = h;
    float log_decay = rate * chunks[LOG_DECAY_AT(b, piece, d)];
    h = ANGLES != 0 ? turned_back(h + end) : LOG_SUM != 0 ? log_sum(log_decay + h, end) : fma(exp_precise(log_decay), h, end);
  }
  if (COMMIT)
    state[at] = h;
}
