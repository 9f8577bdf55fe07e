// SPDX-License-Identifier: GPL-3.0-or-later
// Elementwise functions by the numbers of core/graph/functions.h. Vulkan leaves log, exp and tanh loose near their hard
// points, so those that recurrences depend on are written out.

/// Told by the bits: comparisons with infinity and NaN are the driver's to leave out.
bool not_finite(float x) { return (floatBitsToUint(x) & 0x7f800000u) == 0x7f800000u; }
#define NOT_A_NUMBER uintBitsToFloat(0x7fc00000u)

/// ln(1 + e) for 0 <= e <= 1: 2 atanh(e / (2 + e)), relative error below 2e-7.
float log1p_unit(float e) {
  float s = e / (2.0 + e), q = s * s;
  return 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (0.2 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q * (1.0 / 13.0 + q / 15.0)))))));
}

/// e^x by Cody-Waite reduction and a polynomial of degree 6; 0 below the normal range.
float exp_precise(float x) {
  if (x < -87.0)
    return 0.0;
  float n = floor(min(x, 88.7) * 1.44269504 + 0.5);
  float r = fma(n, -0.693359375, min(x, 88.7));
  r = fma(n, 2.12194440e-4, r);
  float p = 1.9875691500e-4;
  p = fma(p, r, 1.3981999507e-3);
  p = fma(p, r, 8.3334519073e-3);
  p = fma(p, r, 4.1665795894e-2);
  p = fma(p, r, 1.6666665459e-1);
  p = fma(p, r, 5.0000001201e-1);
  float y = fma(r * r, p, r) + 1.0;
  int half_n = int(n) / 2; // in two factors, so that neither overflows
  return y * intBitsToFloat((half_n + 127) << 23) * intBitsToFloat((int(n) - half_n + 127) << 23);
}

/// ln x for normal x > 0: exponent and 2 atanh((m-1)/(m+1)).
float log_precise(float x) {
  if (x <= 0.0)
    return x < 0.0 ? uintBitsToFloat(0x7fc00000u) : uintBitsToFloat(0xff800000u);
  uint bits = floatBitsToUint(x);
  int e = int(bits >> 23) - 127;
  float m = uintBitsToFloat((bits & 0x007fffffu) | 0x3f800000u);
  if (m > 1.41421356) {
    m *= 0.5;
    ++e;
  }
  float s = (m - 1.0) / (m + 1.0), q = s * s;
  float p = 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (0.2 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q / 11.0)))));
  return fma(float(e), 0.693145752, fma(float(e), 1.42860677e-6, p));
}

/// ln of a sum of exponentials that were divided by e^peak; kNoMass (core/graph/ops/attention.h) of none.
float log_mass(float peak, float sum) {
  return not_finite(sum) ? NOT_A_NUMBER : sum == 0.0 ? -1e30 : peak + log_precise(sum);
}

/// e^x - 1 without cancellation near 0.
float expm1_precise(float x) {
  if (abs(x) > 0.35)
    return exp_precise(x) - 1.0;
  return x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x / 5040.0))))));
}

float softplus(float x) { return max(x, 0.0) + log1p_unit(exp_precise(-abs(x))); }
float sigmoid(float x) {
  float e = exp_precise(-abs(x));
  return (x >= 0.0 ? 1.0 : e) / (1.0 + e);
}
float tanh_precise(float x) {
  float e = expm1_precise(-2.0 * abs(x));
  return sign(x) * (-e / (2.0 + e));
}

/// erf by the continued product of Abramowitz and Stegun 7.1.26 beyond 1, its Maclaurin series before.
float erf_precise(float x) {
  float a = abs(x);
  if (a < 1.0) {
    float q = x * x;
    return 1.12837917 * x * (1.0 + q * (-1.0 / 3.0 + q * (0.1 + q * (-1.0 / 42.0 + q * (1.0 / 216.0 + q * (-1.0 / 1320.0 + q * (1.0 / 9360.0 + q * (-1.0 / 75600.0 + q / 685440.0))))))));
  }
  float t = 1.0 / (1.0 + 0.3275911 * a);
  float p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * (1.0 - p * exp_precise(-a * a));
}

/// (cos x, sin x) by quarters of a turn (Cody-Waite) and polynomials; Vulkan's own are good to 2^-11 only.
vec2 turned(float x) {
  float quarter = floor(x * 0.636619772 + 0.5);
  float r = fma(quarter, -1.5703125, x);
  r = fma(quarter, -4.83751296997e-4, r);
  r = fma(quarter, -7.54978999848e-8, r);
  float q = r * r;
  float s = r + r * q * (-1.6666654611e-1 + q * (8.3321608736e-3 - q * 1.9515295891e-4));
  float c = 1.0 - 0.5 * q + q * q * (4.166664568298827e-2 + q * (-1.388731625493765e-3 + q * 2.443315711809948e-5));
  int part = int(quarter) & 3;
  vec2 first = (part & 1) == 0 ? vec2(c, s) : vec2(-s, c);
  return part < 2 ? first : -first;
}

float apply_function(uint function, float x, float a, float b) {
  switch (function) {
  case 0: return x;
  case 1: return x * sigmoid(x);
  case 2: return 0.5 * x * (1.0 + tanh_precise(0.79788456 * (x + 0.044715 * x * x * x)));
  case 3: return 0.5 * x * (1.0 + erf_precise(x * 0.70710678));
  case 4: return sigmoid(x);
  case 5: return max(x, 0.0);
  case 6: return x > 0.0 ? x * x : 0.0;
  case 7: return tanh_precise(x);
  case 8: return exp_precise(x);
  case 9: return log_precise(x);
  case 10: return -softplus(-x);
  case 11: return softplus(x);
  case 12: return x >= 0.0 ? x + 1.0 : exp_precise(x);
  case 13: return x >= 0.0 ? x + 0.5 : sigmoid(x);
  case 14: return a * x + b;
  case 15: return min(max(x, a), b);
  case 16: return a * tanh_precise(x / a);
  case 17: return 1.0 / x;
  case 18: return x > 0.0 ? 0.0 : expm1_precise(min(x, a)) - x;
  case 19: return turned(x).x;
  case 20: return turned(x).y;
  }
  return x;
}
