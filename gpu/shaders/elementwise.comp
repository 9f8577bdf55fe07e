#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Unary, binary and gated activations over strided views; the result is dense.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint MODE = 0; // 0 unary, 1 binary, 2 gated
layout(constant_id = 2) const uint FUNCTION = 0;
layout(constant_id = 3) const uint DENSE = 0; // every view as dense as the result
layout(constant_id = 4) const uint ITEMS = 4; // elements of one invocation
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Y { float ys[]; };
layout(binding = 2) writeonly buffer Out { float result[]; };
layout(push_constant) uniform Push {
  uint count, x_at, y_at, result_at;
  float a, b;
  uint e[5], x_stride[5], y_stride[5];
};

void main() {
  for (uint item = 0; item < ITEMS; ++item) {
    uint index = (workgroup() * ITEMS + item) * LANES + lane;
    if (index >= count)
      return;
    uint xi = index, yi = index;
    if (DENSE == 0) {
      xi = 0;
      yi = 0;
      uint rest = index;
      for (int axis = 4; axis >= 0; --axis) {
        uint at = rest % e[axis];
        rest /= e[axis];
        xi += at * x_stride[axis];
        yi += at * y_stride[axis];
      }
    }
    float x = xs[x_at + xi], value;
    if (MODE == 0) {
      value = apply_function(FUNCTION, x, a, b);
    } else {
      float y = ys[y_at + yi];
      if (MODE == 2)
        value = apply_function(FUNCTION, x, a, b) * y;
      else if (FUNCTION == 0)
        value = x + y;
      else if (FUNCTION == 1)
        value = x - y;
      else if (FUNCTION == 2)
        value = x * y;
      else
        value = x / y;
    }
    result[result_at + index] = value;
  }
}
