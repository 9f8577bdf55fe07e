// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a product's output before it is written: nothing, an activation, or the sum with the stream beside it.
// Included behind the push constants, which end in `uint residual[9]; float finish_a, finish_b;`; FINISH_ID is the number
// of the constant behind the shader's own.
#include "functions.glsl"
layout(constant_id = FINISH_ID) const uint FINISH = 0; // 0 nothing, 1 the residual is added, 2 + f function f
layout(binding = 4) readonly buffer Residual { float residuals[]; };

/// Output n of row m. The residual: its start, extents and steps of up to four leading axes.
float finished(float total, uint m, uint n) {
  if (FINISH == 1) {
    uint at = strided(m, residual[2], residual[3], residual[4], residual[5], residual[6], residual[7], residual[8]);
    return total + residuals[residual[0] + at + n];
  }
  return FINISH == 0 ? total : apply_function(FINISH - 2, total, finish_a, finish_b);
}
