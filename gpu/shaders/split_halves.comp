#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of float32 as two float16 each, hi + lo, for the matrix units: one workgroup per row. A row is first brought to a
// largest value of 2^13 to 2^14 by a power of two, so that nothing overflows and a value keeps 22 bits, or an error of 2^-39
// of the row's largest. Behind a row's depth, and in the rows up to a whole tile, lie zeros.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "packed.glsl"
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) writeonly buffer Out { uint halves[]; }; // all hi [row][words], all lo, one factor to undo the scale per row
layout(push_constant) uniform Push { uint rows, depth, words, x_at, x_row, lo_at, factors_at; };

shared uint largest[LANES]; // bits of magnitudes: they order as the values do, not-a-number above all

uint halves_of(float value, out float rest) {
  uint half_bits = to_half(value);
  rest = value - unpackHalf2x16(half_bits).x;
  return half_bits;
}

void main() {
  uint row = workgroup();
  bool inside = row < rows;
  uint from = x_at + row * x_row;
  uint mine = 0;
  for (uint i = lane; inside && i < depth; i += LANES)
    mine = max(mine, floatBitsToUint(xs[from + i]) & 0x7fffffffu);
  largest[lane] = mine;
  barrier();
  for (uint half_size = LANES / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size)
      largest[lane] = max(largest[lane], largest[lane + half_size]);
    barrier();
  }
  int exponent = int(largest[0] >> 23);
  int shift = exponent == 0 || exponent == 255 ? 0 : min(140 - exponent, 126); // values that are no numbers stay what they are
  float scale = uintBitsToFloat(uint(127 + shift) << 23);
  for (uint w = lane; w < words; w += LANES) {
    float a = inside && 2 * w < depth ? xs[from + 2 * w] * scale : 0.0;
    float b = inside && 2 * w + 1 < depth ? xs[from + 2 * w + 1] * scale : 0.0;
    float a_rest, b_rest, none;
    halves[row * words + w] = halves_of(a, a_rest) | halves_of(b, b_rest) << 16;
    halves[lo_at + row * words + w] = halves_of(a_rest, none) | halves_of(b_rest, none) << 16;
  }
  if (lane == 0)
    halves[factors_at + row] = uint(127 - shift) << 23;
}
