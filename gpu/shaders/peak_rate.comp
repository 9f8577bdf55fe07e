#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Multiply-adds in registers, for the device's limit: 16 independent chains of `rounds` steps in every lane.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
layout(binding = 0) buffer Out { float y[]; };
layout(push_constant) uniform Push { uint rounds; float factor; };

void main() {
  vec4 a = vec4(lane), b = a + 1.0, c = a + 2.0, d = a + 3.0, f = vec4(factor);
  for (uint i = 0; i < rounds; ++i) {
    a = fma(a, f, b);
    b = fma(b, f, c);
    c = fma(c, f, d);
    d = fma(d, f, a);
  }
  y[invocation()] = dot(a + b + c + d, vec4(1));
}
