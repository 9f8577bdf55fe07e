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
layout(constant_id = 6) const uint TURNS = 1; // by rows and columns, of a matrix
layout(constant_id = 7) const uint SIDE = 1;  // rows and columns of it; 1: there is none
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

shared float matrix[SIDE * SIDE];

/// Divides SIDE elements `step` apart by their sum and eps.
void share_out(uint first, uint step) {
  float sum = eps;
  for (uint i = 0; i < SIDE; ++i)
    sum += matrix[first + i * step];
  float factor = not_finite(sum) ? NOT_A_NUMBER : 1.0 / sum;
  for (uint i = 0; i < SIDE; ++i)
    matrix[first + i * step] *= factor;
}

/// The softmax of each row of the matrix at `from`, then columns and rows in turns; a lane has a row, then a column.
void balance(uint from) {
  for (uint r = lane; r < SIDE; r += LANES) {
    float peak = xs[from + r * SIDE], sum = 0.0;
    for (uint i = 1; i < SIDE; ++i)
      peak = max(peak, xs[from + r * SIDE + i]);
    for (uint i = 0; i < SIDE; ++i) {
      float x = xs[from + r * SIDE + i];
      matrix[r * SIDE + i] = not_finite(x) ? NOT_A_NUMBER : exp_precise(x - peak);
      sum += matrix[r * SIDE + i];
    }
    for (uint i = 0; i < SIDE; ++i)
      matrix[r * SIDE + i] = matrix[r * SIDE + i] / sum + eps;
  }
  for (uint turn = 0; turn < TURNS; ++turn) {
    barrier();
    if (turn > 0) {
      for (uint r = lane; r < SIDE; r += LANES)
        share_out(r * SIDE, 1);
      barrier();
    }
    for (uint column = lane; column < SIDE; column += LANES)
      share_out(column, SIDE);
  }
  barrier();
}

void main() {
  uint unit = workgroup();
  if (unit >= rows * groups)
    return;
  uint row = unit / groups, first = unit % groups * width;
  uint xi = x_at + first + strided(row, e[1], e[2], e[3], x_stride[0], x_stride[1], x_stride[2], x_stride[3]);
  uint gi = gate_at + first + strided(row, e[1], e[2], e[3], gate_stride[0], gate_stride[1], gate_stride[2], gate_stride[3]);
  float sum = 0.0, shift = 0.0;
  if (KIND == 7) {
    balance(xi);
    for (uint i = lane; i < width; i += LANES) {
      uint parameter = per_channel != 0 ? first : 0;
      float x = matrix[i] * (WEIGHT != 0 ? weights[weight_at + parameter + i] : 1.0);
      y[y_at + row * width * groups + first + i] = BIAS != 0 ? x + biases[bias_at + parameter + i] : x;
    }
    return;
  }
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
