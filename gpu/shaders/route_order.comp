#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The choices of a step in the order of experts, by counting; those of one expert keep their order. One workgroup: a lane
// counts and places the choices of its experts, the last of which stands for having none.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(constant_id = 1) const uint EXPERTS = 8;
layout(binding = 0) readonly buffer Ids { int ids[]; };
layout(binding = 1) writeonly buffer Offsets { int offsets[]; };
layout(binding = 2) writeonly buffer Order { int order[]; };
layout(binding = 3) writeonly buffer Place { int place[]; };
layout(push_constant) uniform Push { uint choices, ids_at, offsets_at, order_at, place_at; };
shared uint first[EXPERTS + 1];

uint expert_of(uint choice) { return min(uint(ids[ids_at + choice]), EXPERTS); }

void main() {
  for (uint e = lane; e <= EXPERTS; e += LANES) {
    uint count = 0;
    for (uint a = 0; a < choices; ++a)
      count += expert_of(a) == e ? 1 : 0;
    first[e] = count;
  }
  barrier();
  if (lane == 0) {
    uint at = 0;
    for (uint e = 0; e <= EXPERTS; ++e) {
      uint count = first[e];
      first[e] = at;
      offsets[offsets_at + e] = int(at);
      at += count;
    }
  }
  barrier();
  for (uint e = lane; e <= EXPERTS; e += LANES) {
    uint at = first[e];
    for (uint a = 0; a < choices; ++a)
      if (expert_of(a) == e) {
        order[order_at + at] = int(a);
        place[place_at + a] = int(at);
        ++at;
      }
  }
}
