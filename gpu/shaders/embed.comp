#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y[b,t,:] = table[token[b,t],:], or the mean of its rows by the probabilities [b,t,vocab] that stand for tokens. A table
// larger than one binding comes in pieces of rows; each dispatch fills its own, or adds row_count of them from `begin` on.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint TYPE = 0;
#define EXACT 1u // rows of a table of float32 numbers without gaps
#define MEANS 2u // of all rows, by the probabilities that stand in place of tokens
layout(constant_id = 2) const uint KIND = 0;
layout(binding = 0) readonly buffer Tokens { int tokens[]; };
PACKED_MATRIX(1)
layout(binding = 2) buffer Out { float y[]; };
layout(binding = 3) readonly buffer Numbers { float numbers[]; };
layout(push_constant) uniform Push {
  uint tokens_at, count, width, stride, first_row, row_count, y_at, most, numbers_at, vocab, begin;
};

void put(uint row, uint four, vec4 v) {
  for (uint i = 0; i < 4; ++i)
    if (four * 4 + i < width)
      y[y_at + row * width + four * 4 + i] = v[i];
}

void add_mean(uint row, uint four) {
  vec4 sum = vec4(0.0);
  if (first_row + begin > 0)
    for (uint i = 0; i < 4; ++i)
      if (four * 4 + i < width)
        sum[i] = y[y_at + row * width + four * 4 + i];
  uint at = tokens_at + row * vocab + first_row + begin;
  for (uint v = 0; v < row_count; ++v)
    sum = fma(vec4(intBitsToFloat(tokens[at + v])), packed_four((begin + v) * stride + four), sum);
  put(row, four, sum);
}

void main() {
  uint fours = (width + 3) / 4, index = invocation();
  if (index >= count * fours)
    return;
  uint row = index / fours, four = index % fours;
  if (KIND == MEANS) {
    add_mean(row, four);
    return;
  }
  uint id = uint(tokens[tokens_at + row]), token = (id < most ? id : 0) - first_row;
  if (token >= row_count)
    return;
  if (KIND == EXACT) {
    for (uint i = four * 4; i < min(four * 4 + 4, width); ++i)
      y[y_at + row * width + i] = numbers[numbers_at + token * width + i];
    return;
  }
  put(row, four, packed_four(token * stride + four));
}
