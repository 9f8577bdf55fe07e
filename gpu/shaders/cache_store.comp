#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Rounds present keys (or values) to the cache type and stores them at their rows; where a row stands for a block of STRIDE
// tokens, those of its last one. Cache: [slot][head][rows][uints], of which
// heads first_head .. end_head - 1, counted through all slots, are bound.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint STRIDE = 1;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) writeonly buffer Cache { uint cache[]; };
layout(push_constant) uniform Push { uint batch, tokens, heads, width, uints, x_at, x_batch, x_token, x_head, cache_rows, pinned, first_head, end_head, cache_at; };

void main() {
  uint index = invocation();
  if (index >= batch * tokens * heads * uints)
    return;
  uint i = index % uints, h = index / uints % heads, t = index / uints / heads % tokens, b = index / uints / heads / tokens;
  uint held = SLOT(b) * heads + h;
  if (t >= COUNT(b) || held < first_head || held >= end_head)
    return;
  uint position = POSITION(b) + t;
  if ((position + 1) % STRIDE != 0)
    return;
  position /= STRIDE;
  uint row = position < pinned ? position : pinned + (position - pinned) % (cache_rows - pinned);
  uint from = x_at + b * x_batch + t * x_token + h * x_head, to = cache_at + ((held - first_head) * cache_rows + row) * uints + i;
  if (TYPE == TYPE_F32) {
    cache[to] = floatBitsToUint(xs[from + i]);
    return;
  }
  float low = xs[from + 2 * i], high = 2 * i + 1 < width ? xs[from + 2 * i + 1] : 0.0;
  cache[to] = TYPE == TYPE_F16 ? to_half(low) | to_half(high) << 16 : to_bf16(low) | to_bf16(high) << 16;
}
