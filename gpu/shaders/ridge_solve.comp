#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// H = e^g H + beta k k^T, then (H + diag(ridge)) x = q by conjugate gradients (core/graph/ops/ridge_solve.h): a workgroup
// takes one head of one sequence through its tokens, a lane has OWN rows of H in registers.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
#include "reduce.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint ITERATIONS = 30;
const uint OWN = (K + LANES - 1) / LANES;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { float ks[]; };
layout(binding = 3) readonly buffer Beta { float betas[]; };
layout(binding = 4) readonly buffer LogDecay { float ds[]; };
layout(binding = 5) readonly buffer Ridge { float ridges[]; };
layout(binding = 6) buffer State { float state[]; };
layout(binding = 7) writeonly buffer Out { float y[]; };
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push { Input q, k, beta, d; uint ridge_at, batch, tokens, heads; float eps; };

shared float line[K]; // the key, then the direction of search
float m[K * OWN], ridge[OWN], x[OWN], residual[OWN], direction[OWN], image[OWN];

uint start(Input i, uint b, uint t, uint h) { return i.at + b * i.batch + t * i.token + h * i.head; }

void update(uint b, uint t, uint h) {
  for (uint i = lane; i < K; i += LANES)
    line[i] = ks[start(k, b, t, h) + i];
  barrier();
  float keep = exp_precise(ds[start(d, b, t, h)]), strength = betas[start(beta, b, t, h)];
  for (uint r = 0; r < OWN; ++r) {
    uint row = r * LANES + lane;
    float own = row < K ? strength * line[row] : 0.0;
    for (uint i = 0; i < K; ++i)
      m[r * K + i] = fma(keep, m[r * K + i], own * line[i]);
  }
  barrier();
}

/// Sum of x y over all rows; rows beyond K hold zeros.
float dot_of(float a[OWN], float c[OWN]) {
  float sum = 0.0;
  for (uint r = 0; r < OWN; ++r)
    sum = fma(a[r], c[r], sum);
  return workgroup_sum(sum);
}

void solve(uint b, uint t, uint h) {
  for (uint r = 0; r < OWN; ++r) {
    uint row = r * LANES + lane;
    x[r] = 0.0;
    residual[r] = direction[r] = row < K ? qs[start(q, b, t, h) + row] : 0.0;
  }
  float left = dot_of(residual, residual);
  for (uint round = 0; round < ITERATIONS && left > 0.0; ++round) {
    for (uint r = 0; r < OWN; ++r)
      if (r * LANES + lane < K)
        line[r * LANES + lane] = direction[r];
    barrier();
    for (uint r = 0; r < OWN; ++r) {
      image[r] = ridge[r] * direction[r];
      for (uint i = 0; i < K; ++i)
        image[r] = fma(m[r * K + i], line[i], image[r]);
    }
    float along = left / (dot_of(direction, image) + eps);
    for (uint r = 0; r < OWN; ++r) {
      x[r] = fma(along, direction[r], x[r]);
      residual[r] = fma(-along, image[r], residual[r]);
    }
    float now = dot_of(residual, residual), turn = now / (left + eps);
    for (uint r = 0; r < OWN; ++r)
      direction[r] = fma(turn, direction[r], residual[r]);
    left = now;
  }
}

void main() {
  uint unit = workgroup(), h = unit % heads, b = unit / heads;
  if (b >= batch)
    return;
  uint base = (SLOT(b) * heads + h) * K;
  for (uint r = 0; r < OWN; ++r) {
    uint row = r * LANES + lane;
    ridge[r] = row < K ? ridges[ridge_at + h * K + row] : 0.0;
    for (uint i = 0; i < K; ++i)
      m[r * K + i] = row < K ? state[(base + row) * K + i] : 0.0;
  }
  uint count = COUNT(b);
  for (uint t = 0; t < count; ++t) {
    update(b, t, h);
    solve(b, t, h);
    for (uint r = 0; r < OWN; ++r)
      if (r * LANES + lane < K)
        y[((b * tokens + t) * heads + h) * K + r * LANES + lane] = x[r];
  }
  if (!COMMIT)
    return;
  for (uint r = 0; r < OWN; ++r)
    if (r * LANES + lane < K)
      for (uint i = 0; i < K; ++i)
        state[(base + r * LANES + lane) * K + i] = m[r * K + i];
}
