#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[b,t,:] = table[position[b] + t,:]
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint REPEATS = 0; // positions behind the last row begin again at the first
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Table { float table[]; };
layout(binding = 2) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push { uint count, tokens, width, last_row, table_at, y_at; };

void main() {
  uint index = invocation();
  if (index >= count * width)
    return;
  uint row = index / width, position = POSITION(row / tokens) + row % tokens;
  uint from = REPEATS != 0 ? position % (last_row + 1) : min(position, last_row);
  y[y_at + index] = table[table_at + from * width + index % width];
}
