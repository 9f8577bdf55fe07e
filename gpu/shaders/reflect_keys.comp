#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Path attention's keys after a step (core/graph/ops/attention.h): each meets the reflections of all later tokens of the step.
// An invocation has one key; behind every read of the step's own keys as they came.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
layout(constant_id = 1) const uint K = 64;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Directions { float directions[]; };
layout(binding = 2) buffer Keys { float keys[]; };
layout(push_constant) uniform Push {
  uint kv_heads, u_at, u_batch, u_token, u_head, cache_rows;
  uint first_head, end_head, key_at; // which heads of all slots are bound, and where the first begins
};

void main() {
  uint b = gl_WorkGroupID.z, head = gl_WorkGroupID.y, row = gl_WorkGroupID.x * LANES + lane;
  uint held = SLOT(b) * kv_heads + head, past = POSITION(b), count = COUNT(b);
  if (!COMMIT || held < first_head || held >= end_head || row >= past + count)
    return;
  uint at = key_at + ((held - first_head) * cache_rows + row) * K;
  float key[K];
  [[unroll]] for (uint k = 0; k < K; ++k)
    key[k] = keys[at + k];
  for (uint s = row < past ? 0 : row - past + 1; s < count; ++s) {
    uint u = u_at + b * u_batch + s * u_token + head * u_head;
    float along = 0.0;
    [[unroll]] for (uint k = 0; k < K; ++k)
      along = fma(key[k], directions[u + k], along);
    [[unroll]] for (uint k = 0; k < K; ++k)
      key[k] = fma(-along, directions[u + k], key[k]);
  }
  [[unroll]] for (uint k = 0; k < K; ++k)
    keys[at + k] = key[k];
}
