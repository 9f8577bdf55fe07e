#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the parts of a split history in their order; one workgroup per query head of a sequence.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint V = 64;
layout(constant_id = 2) const uint SINK = 0;
layout(constant_id = 3) const uint STICKS = 0;
layout(constant_id = 4) const uint PROBE = 0;
layout(constant_id = 5) const uint MASS = 0;
layout(binding = 0) readonly buffer Parts { float pieces[]; };
layout(binding = 1) readonly buffer Sink { float sinks[]; };
layout(binding = 2) writeonly buffer Out { float y[]; };
layout(binding = 3) writeonly buffer Mass { float masses[]; };
layout(push_constant) uniform Push { uint rows, heads, parts, sink_at, y_at, mass_at; };

const uint PIECE = V + 2 + (PROBE != 0 ? V + 1 : 0); // as in attention.comp

/// The later keys shorten what the earlier ones got.
void join_sticks(uint row, uint base) {
  for (uint d = lane; d < V; d += LANES) {
    float value = 0.0, unsure = 0.0;
    for (uint part = 0; part < parts; ++part) {
      float left = pieces[base + part * PIECE + 1];
      unsure = not_finite(left) ? 1.0 : unsure;
      value = fma(value, exp_precise(left), pieces[base + part * PIECE + 2 + d]);
    }
    y[y_at + row * V + d] = unsure > 0.0 ? NOT_A_NUMBER : value;
  }
}

void main() {
  uint row = workgroup();
  if (row >= rows)
    return;
  uint base = row * parts * PIECE;
  if (STICKS != 0) {
    join_sticks(row, base);
    return;
  }
  float most = SINK != 0 ? sinks[sink_at + row % heads] : -1e30;
  for (uint part = 0; part < parts; ++part)
    most = max(most, pieces[base + part * PIECE]);
  float sum = SINK != 0 ? exp_precise(sinks[sink_at + row % heads] - most) : 0.0;
  float probed = 0.0;
  for (uint part = 0; part < parts; ++part) {
    float weight = exp_precise(pieces[base + part * PIECE] - most);
    sum += pieces[base + part * PIECE + 1] * weight;
    if (PROBE != 0)
      probed += pieces[base + part * PIECE + V + 2] * weight;
  }
  if (MASS != 0 && lane == 0)
    masses[mass_at + row] = log_mass(most, sum);
  for (uint d = lane; d < V; d += LANES) {
    float value = 0.0, less = 0.0;
    for (uint part = 0; part < parts; ++part) {
      float weight = exp_precise(pieces[base + part * PIECE] - most);
      value = fma(pieces[base + part * PIECE + 2 + d], weight, value);
      if (PROBE != 0)
        less = fma(pieces[base + part * PIECE + V + 3 + d], weight, less);
    }
    float factor = sum == 0.0 ? 0.0 : 1.0 / sum;
    value *= factor;
    y[y_at + row * V + d] = PROBE != 0 ? value * (1.0 + probed * factor) - less * factor : value;
  }
}
