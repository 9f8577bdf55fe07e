#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Multiply-adds in registers, for the device's limit: 16 chains of `rounds` times STEPS steps in every lane. The steps are
// unrolled: a software driver goes through a loop's variables in memory every time round.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
layout(constant_id = 1) const uint STEPS = 16;
layout(binding = 0) buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rounds; float factor; };

void main() {
  vec4 a = vec4(lane), b = a + 1.0, c = a + 2.0, d = a + 3.0, f = vec4(factor);
  for (uint i = 0; i < rounds; ++i)
    [[unroll]] for (uint step = 0; step < STEPS; ++step) {
      a = fma(a, f, b);
      b = fma(b, f, c);
      c = fma(c, f, d);
      d = fma(d, f, a);
    }
  y[invocation()] = dot(a + b + c + d, vec4(1));
}
