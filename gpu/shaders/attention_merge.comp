#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the parts of a split history in their order; one workgroup per query head of a sequence.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint V = 64;
layout(constant_id = 2) const uint SINK = 0;
layout(binding = 0) readonly buffer Parts { float pieces[]; };
layout(binding = 1) readonly buffer Sink { float sinks[]; };
layout(binding = 2) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rows, heads, parts, sink_at, y_at; };

void main() {
  uint row = workgroup();
  if (row >= rows)
    return;
  uint base = row * parts * (V + 2);
  float most = SINK != 0 ? sinks[sink_at + row % heads] : -1e30;
  for (uint part = 0; part < parts; ++part)
    most = max(most, pieces[base + part * (V + 2)]);
  float sum = SINK != 0 ? exp_precise(sinks[sink_at + row % heads] - most) : 0.0;
  for (uint part = 0; part < parts; ++part)
    sum += pieces[base + part * (V + 2) + 1] * exp_precise(pieces[base + part * (V + 2)] - most);
  for (uint d = lane; d < V; d += LANES) {
    float value = 0.0;
    for (uint part = 0; part < parts; ++part)
      value = fma(pieces[base + part * (V + 2) + 2 + d], exp_precise(pieces[base + part * (V + 2)] - most), value);
    y[y_at + row * V + d] = sum == 0.0 ? 0.0 : value / sum;
  }
}
