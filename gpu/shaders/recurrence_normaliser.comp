#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// z += sum of the step's keys, after every workgroup of matrix_recurrence has read the old z.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Keys { float ks[]; };
layout(binding = 2) buffer Normaliser { float zs[]; };
layout(push_constant) uniform Push { uint batch, heads, width, share, k_at, k_batch, k_token, k_head; };

void main() {
  uint index = invocation();
  if (index >= batch * heads * width || !COMMIT)
    return;
  uint i = index % width, h = index / width % heads, b = index / width / heads;
  uint from = k_at + b * k_batch + h / share * k_head + i, to = (SLOT(b) * heads + h) * width + i;
  float sum = zs[to];
  for (uint t = 0; t < COUNT(b); ++t)
    sum += ks[from + t * k_token];
  zs[to] = sum;
}
