#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// z += sum of the step's keys. Token by token it runs after every workgroup of matrix_recurrence has read the old z; for
// the chunked form it runs first and leaves z as it stands before each chunk of CHUNK tokens.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint CHUNK = 0; // 0: no sums
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Keys { float ks[]; };
layout(binding = 2) buffer Normaliser { float zs[]; };
layout(binding = 3) writeonly buffer Sums { float sums[]; }; // [B,H,chunks,K]
layout(push_constant) uniform Push { uint batch, heads, width, share, k_at, k_batch, k_token, k_head, chunks; };

void main() {
  uint index = invocation();
  if (index >= batch * heads * width)
    return;
  uint i = index % width, h = index / width % heads, b = index / width / heads;
  uint from = k_at + b * k_batch + h / share * k_head + i, to = (SLOT(b) * heads + h) * width + i;
  float sum = zs[to];
  for (uint t = 0; t < COUNT(b); ++t) {
    if (CHUNK != 0 && t % CHUNK == 0)
      sums[((b * heads + h) * chunks + t / CHUNK) * width + i] = sum;
    sum += ks[from + t * k_token];
  }
  if (COMMIT)
    zs[to] = sum;
}
