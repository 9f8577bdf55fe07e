#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The states of the step's sequences out of their slots into [B,H,KEYS,V'] (KEYS and V' whole groups of four, filled with
// zeros) for recurrence_carry_lanes, or back.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint BACK = 0;
STEP_BUFFER(0)
layout(binding = 1) buffer State { float state[]; };
layout(binding = 2) buffer Copy { float copies[]; };
layout(push_constant) uniform Push { uint batch, heads, keys, width; };

void main() {
  uint columns = (width + 3) / 4 * 4, rows = (keys + 3) / 4 * 4, index = invocation();
  if (index >= batch * heads * rows * columns)
    return;
  uint c = index % columns, r = index / columns % rows, h = index / columns / rows % heads, b = index / columns / rows / heads;
  bool inside = r < keys && c < width;
  uint at = ((SLOT(b) * heads + h) * keys + r) * width + c;
  if (BACK == 0)
    copies[index] = inside ? state[at] : 0.0;
  else if (inside && COMMIT)
    state[at] = copies[index];
}
