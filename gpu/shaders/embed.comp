#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[b,t,:] = table[token[b,t],:]. A table larger than one binding comes in pieces of rows; each dispatch fills its own.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint TYPE = 0;
layout(constant_id = 2) const uint EXACT = 0; // a table of float32 numbers without gaps
layout(binding = 0) readonly buffer Tokens { int tokens[]; };
PACKED_MATRIX(1)
layout(binding = 2) writeonly buffer Out { float y[]; };
layout(binding = 3) readonly buffer Numbers { float numbers[]; };
layout(push_constant) uniform Push { uint tokens_at, count, width, stride, first_row, row_count, y_at, most, numbers_at; };

void main() {
  uint fours = (width + 3) / 4, index = invocation();
  if (index >= count * fours)
    return;
  uint row = index / fours, four = index % fours;
  uint id = uint(tokens[tokens_at + row]), token = (id < most ? id : 0) - first_row;
  if (token >= row_count)
    return;
  if (EXACT != 0) {
    for (uint i = four * 4; i < min(four * 4 + 4, width); ++i)
      y[y_at + row * width + i] = numbers[numbers_at + token * width + i];
    return;
  }
  vec4 v = packed_four(token * stride + four);
  for (uint i = 0; i < 4; ++i)
    if (four * 4 + i < width)
      y[y_at + row * width + four * 4 + i] = v[i];
}
