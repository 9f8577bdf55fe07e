#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// One workgroup normalises one group of channels of one row; optional gate before or after, weight and bias.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
#include "reduce.glsl"
layout(constant_id = 1) const uint KIND = 0;       // core/graph/functions.h NormKind
layout(constant_id = 2) const uint GATE = 0;       // 0 none, 1 before the norm, 2 after it
layout(constant_id = 3) const uint ACTIVATION = 0; // of the gate
layout(constant_id = 4) const uint WEIGHT = 0;
layout(constant_id = 5) const uint BIAS = 0;
layout(binding = 0) readonly buffer X { float xs[]; };
layout(binding = 1) readonly buffer Gate { float gates[]; };
layout(binding = 2) readonly buffer Weight { float weights[]; };
layout(binding = 3) readonly buffer Bias { float biases[]; };
layout(binding = 4) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push {
  uint rows, width, groups, x_at, gate_at, weight_at, bias_at, y_at, per_channel;
  float eps;
  uint e[4], x_stride[4], gate_stride[4];
};

/// Halves away from zero.
float whole_number(float x) {
  float size = abs(x), whole = floor(size);
  return sign(x) * (size - whole >= 0.5 ? whole + 1.0 : whole);
}

void main() {
  uint unit = workgroup();
  if (unit >= rows * groups)
    return;
  uint row = unit / groups, first = unit % groups * width;
  uint xi = x_at + first + strided(row, e[1], e[2], e[3], x_stride[0], x_stride[1], x_stride[2], x_stride[3]);
  uint gi = gate_at + first + strided(row, e[1], e[2], e[3], gate_stride[0], gate_stride[1], gate_stride[2], gate_stride[3]);
  float sum = 0.0, shift = 0.0;
  if (KIND >= 5) {
    float peak = KIND == 6 ? 0.0 : xs[xi];
    for (uint i = lane; i < width; i += LANES)
      peak = max(peak, KIND == 6 ? abs(xs[xi + i]) : xs[xi + i]);
    shift = workgroup_max(peak);
  }
  for (uint i = lane; i < width; i += LANES) {
    float x = xs[xi + i];
    if (GATE == 1)
      x *= apply_function(ACTIVATION, gates[gi + i], 1.0, 0.0);
    sum += KIND == 0 || KIND == 2 ? x * x : KIND == 3 ? abs(x) : KIND == 5 ? exp_precise(x - shift) : x;
  }
  sum = workgroup_sum(sum);
  float n = float(width), factor, measured = sum;
  if (KIND == 0) {
    factor = 1.0 / sqrt(sum / n + eps);
  } else if (KIND == 1) {
    shift = sum / n;
    float squares = 0.0;
    for (uint i = lane; i < width; i += LANES) {
      float x = xs[xi + i];
      if (GATE == 1)
        x *= apply_function(ACTIVATION, gates[gi + i], 1.0, 0.0);
      squares += (x - shift) * (x - shift);
    }
    measured = workgroup_sum(squares);
    factor = 1.0 / sqrt(measured / n + eps);
  } else if (KIND == 2) {
    factor = 1.0 / sqrt(sum + eps);
  } else if (KIND == 3) {
    factor = 1.0 / max(sum, eps);
  } else if (KIND == 5) {
    factor = 1.0 / sum;
  } else if (KIND == 6) {
    factor = max(shift, eps) / 127.0;
  } else {
    factor = 1.0 / (sum + eps);
  }
  if (not_finite(measured)) // a sum that overflowed would turn the row into zeros
    factor = NOT_A_NUMBER;
  uint parameter = per_channel != 0 ? first : 0;
  for (uint i = lane; i < width; i += LANES) {
    float x = xs[xi + i], gate = GATE != 0 ? apply_function(ACTIVATION, gates[gi + i], 1.0, 0.0) : 1.0;
    if (GATE == 1)
      x *= gate;
    x = (KIND == 5 ? exp_precise(x - shift) : KIND == 6 ? whole_number(x * (127.0 / max(shift, eps))) : x - shift) * factor;
    if (WEIGHT != 0)
      x *= weights[weight_at + parameter + i];
    if (BIAS != 0)
      x += biases[bias_at + parameter + i];
    if (GATE == 2)
      x *= gate;
    y[y_at + row * width * groups + first + i] = x;
  }
}
