#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// y_t: mean, or least and greatest, or mean by a softmax, over the tokens of t's block up to t. An invocation takes one channel
// of one head through the tokens of the step; the state is the sum, or the bounds, or the sums of the softmax, of the block that
// is not finished, and where blocks overlap of the one before (core/graph/ops/pool_blocks.h).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint SUMMARY = 0; // core/graph/ops/pool_blocks.h BlockSummary
layout(constant_id = 2) const uint OVERLAPS = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer X { float xs[]; };
layout(binding = 2) buffer State { float states[]; };
layout(binding = 3) writeonly buffer Out { float y[]; };
layout(binding = 4) readonly buffer Logits { float logits[]; };
layout(push_constant) uniform Push {
  uint batch, tokens, heads, width, block, x_at, x_batch, x_token, x_head, y_at, slot_stride; // width: of what is made
  uint logit_at, logit_batch, logit_token, logit_head;
};

/// Greatest logit, sum of e^(logit - it), that of e^(logit - it) x.
const vec3 kNoTokens = vec3(-1e30, 0.0, 0.0);

vec3 added(vec3 sums, float logit, float x) {
  float most = max(sums.x, logit), old = exp_precise(sums.x - most), fresh = not_finite(logit) ? NOT_A_NUMBER : exp_precise(logit - most);
  return vec3(most, sums.y * old + fresh, sums.z * old + fresh * x);
}

float mean_of(vec3 own, vec3 other) {
  float most = max(own.x, other.x), a = exp_precise(own.x - most), b = exp_precise(other.x - most);
  return (own.z * a + other.z * b) / (own.y * a + other.y * b);
}

vec3 kept(uint at) { return vec3(states[at], states[at + width], states[at + 2 * width]); }
void keep(uint at, vec3 sums) {
  states[at] = sums.x;
  states[at + width] = sums.y;
  states[at + 2 * width] = sums.z;
}

void weighted(uint b, uint h, uint i) {
  uint at = SLOT(b) * slot_stride + h * (OVERLAPS != 0 ? 9 : 3) * width + i;
  vec3 last = kNoTokens, next = kNoTokens, own = kept(OVERLAPS != 0 ? at + 6 * width : at);
  if (OVERLAPS != 0) {
    last = kept(at);
    next = kept(at + 3 * width);
  }
  for (uint t = 0; t < COUNT(b); ++t) {
    uint position = POSITION(b) + t, from = x_at + b * x_batch + t * x_token + h * x_head + i,
         weight = logit_at + b * logit_batch + t * logit_token + h * logit_head + i;
    if (position % block == 0) {
      last = position == 0 ? kNoTokens : next;
      next = own = kNoTokens;
    }
    if (OVERLAPS != 0) {
      next = added(next, logits[weight], xs[from]);
      from += width;
      weight += width;
    }
    own = added(own, logits[weight], xs[from]);
    y[y_at + ((b * tokens + t) * heads + h) * width + i] = OVERLAPS != 0 ? mean_of(own, last) : own.z / own.y;
  }
  if (!COMMIT)
    return;
  keep(OVERLAPS != 0 ? at + 6 * width : at, own);
  if (OVERLAPS != 0) {
    keep(at, last);
    keep(at + 3 * width, next);
  }
}

void main() {
  uint index = invocation();
  if (index >= batch * heads * width)
    return;
  uint i = index % width, h = index / width % heads, b = index / width / heads;
  if (SUMMARY == 2) {
    weighted(b, h, i);
    return;
  }
  const bool bounds = SUMMARY == 1;
  uint wide = bounds ? 2 * width : width, at = SLOT(b) * slot_stride + h * wide + i;
  float low = states[at], high = bounds ? states[at + width] : 0.0;
  uint before = POSITION(b) % block; // tokens of the block
  for (uint t = 0; t < COUNT(b); ++t) {
    float x = xs[x_at + b * x_batch + t * x_token + h * x_head + i];
    uint to = y_at + ((b * tokens + t) * heads + h) * wide + i;
    if (bounds) {
      low = before == 0 ? x : min(low, x);
      high = before == 0 ? x : max(high, x);
      y[to] = low;
      y[to + width] = high;
    } else {
      low = before == 0 ? x : low + x;
      y[to] = low / float(before + 1);
    }
    before = before + 1 == block ? 0 : before + 1;
  }
  if (COMMIT) {
    states[at] = low;
    if (bounds)
      states[at + width] = high;
  }
}
