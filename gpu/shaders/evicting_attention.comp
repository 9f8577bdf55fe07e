#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Softmax attention over a cache that evicts (core/graph/ops/evicting_attention.h): a workgroup takes one key head of one
// sequence through its tokens, or those that choose as one. A step that does not commit puts back what it found.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
#include "reduce.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint V = 64;
layout(constant_id = 3) const uint BUDGET = 64;
layout(constant_id = 4) const uint RECENT = 32;
layout(constant_id = 5) const uint GROUP = 1;    // query heads of a key head
layout(constant_id = 6) const uint CHOOSING = 1; // key heads that choose as one
layout(constant_id = 7) const uint LAST = 0;     // worth is what the last query gave
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer NewKeys { float ks[]; };
layout(binding = 3) readonly buffer NewValues { float vs[]; };
layout(binding = 4) coherent buffer Keys { float keys[]; };
layout(binding = 5) coherent buffer Values { float values[]; };
layout(binding = 6) coherent buffer Worths { float worths[]; };
layout(binding = 7) writeonly buffer Out { float y[]; };
layout(binding = 8) coherent buffer Found { float found[]; };
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push {
  Input q, k, v;
  uint batch, tokens, key_heads;
  float scale;
};

shared float p[BUDGET]; // logits, then weights
shared float q_t[K];

uint start(Input i, uint b, uint t, uint h) { return i.at + b * i.batch + t * i.token + h * i.head; }

void wait() {
  memoryBarrierBuffer();
  barrier();
}

/// What the heads that choose as one, the first of which begins at row0, take row i to be worth.
float worth(uint row0, uint i) {
  float sum = 0.0;
  for (uint h = 0; h < CHOOSING; ++h)
    sum += worths[row0 + h * BUDGET + i];
  return sum;
}

/// The row of least worth of those behind the recent ones, the first of several.
uint weakest(uint row0) {
  float least = 1e30;
  for (uint i = RECENT + lane; i < BUDGET; i += LANES)
    least = min(least, worth(row0, i));
  least = -workgroup_max(-least);
  float first = -1e30; // rows are counted backwards: exact in float32
  for (uint i = RECENT + lane; i < BUDGET; i += LANES)
    if (worth(row0, i) == least)
      first = max(first, -float(i));
  return min(uint(min(-workgroup_max(first), float(BUDGET))), BUDGET - 1); // none, where worths are no numbers
}

/// Where the token goes that has the place of the one at `position`; its own place: nowhere.
uint next_place(uint row0, uint position) {
  uint place = position % RECENT;
  if (position < RECENT || position < BUDGET)
    return position < RECENT ? place : position;
  if (BUDGET == RECENT)
    return place;
  uint least = weakest(row0);
  return worth(row0, place) > worth(row0, least) ? least : place;
}

/// The token at `position` takes its place; the one that has it moves on to `to`.
void take(uint row0, uint position, uint to, uint b, uint t, uint h) {
  uint place = position % RECENT;
  if (to != place) {
    for (uint i = lane; i < K; i += LANES)
      keys[(row0 + to) * K + i] = keys[(row0 + place) * K + i];
    for (uint i = lane; i < V; i += LANES)
      values[(row0 + to) * V + i] = values[(row0 + place) * V + i];
    if (lane == 0)
      worths[row0 + to] = worths[row0 + place];
  }
  wait();
  for (uint i = lane; i < K; i += LANES)
    keys[(row0 + place) * K + i] = ks[start(k, b, t, h) + i];
  for (uint i = lane; i < V; i += LANES)
    values[(row0 + place) * V + i] = vs[start(v, b, t, h) + i];
  if (lane == 0)
    worths[row0 + place] = 0.0;
  wait();
  for (uint i = lane; LAST != 0 && i < BUDGET; i += LANES)
    worths[row0 + i] = 0.0;
  wait();
}

/// What query head g reads of the first `held` rows.
void attend(uint row0, uint held, uint b, uint t, uint g) {
  for (uint i = lane; i < K; i += LANES)
    q_t[i] = qs[start(q, b, t, g) + i];
  barrier();
  float most = -1e30, wrong = 0.0;
  for (uint row = lane; row < held; row += LANES) {
    precise float sum = 0.0;
    for (uint i = 0; i < K; ++i)
      sum = fma(q_t[i], keys[(row0 + row) * K + i], sum);
    sum *= scale;
    if (not_finite(sum))
      wrong = 1.0;
    p[row] = sum;
    most = max(most, sum);
  }
  most = workgroup_max(most);
  wrong = workgroup_max(wrong);
  float total = 0.0;
  for (uint row = lane; row < held; row += LANES) {
    p[row] = exp_precise(p[row] - most);
    total += p[row];
  }
  total = workgroup_sum(total);
  if (wrong > 0.0)
    total = NOT_A_NUMBER;
  for (uint row = lane; row < held; row += LANES) {
    p[row] /= total;
    worths[row0 + row] += p[row];
  }
  wait();
  for (uint i = lane; i < V; i += LANES) {
    float sum = 0.0;
    for (uint row = 0; row < held; ++row)
      sum = fma(p[row], values[(row0 + row) * V + i], sum);
    y[((b * tokens + t) * key_heads * GROUP + g) * V + i] = sum;
  }
  barrier();
}

/// The head's rows to what is put back, or from there.
void keep(uint row0, uint unit, bool back) {
  const uint kAll = BUDGET * (K + V + 1);
  for (uint i = lane; i < kAll; i += LANES) {
    uint at = unit * kAll + i;
    if (i < BUDGET * K) {
      if (back)
        keys[row0 * K + i] = found[at];
      else
        found[at] = keys[row0 * K + i];
    } else if (i < BUDGET * (K + V)) {
      if (back)
        values[row0 * V + i - BUDGET * K] = found[at];
      else
        found[at] = values[row0 * V + i - BUDGET * K];
    } else if (back) {
      worths[row0 + i - BUDGET * (K + V)] = found[at];
    } else {
      found[at] = worths[row0 + i - BUDGET * (K + V)];
    }
  }
  wait();
}

void main() {
  uint choices = key_heads / CHOOSING, unit = workgroup(), first = unit % choices * CHOOSING, b = unit / choices;
  if (b >= batch)
    return;
  uint row0 = (SLOT(b) * key_heads + first) * BUDGET, count = COUNT(b);
  for (uint i = 0; !COMMIT && i < CHOOSING; ++i)
    keep(row0 + i * BUDGET, b * key_heads + first + i, false);
  for (uint t = 0; t < count; ++t) {
    uint position = POSITION(b) + t, to = next_place(row0, position);
    wait(); // all have read what it follows from
    for (uint i = 0; i < CHOOSING; ++i) {
      take(row0 + i * BUDGET, position, to, b, t, first + i);
      for (uint g = 0; g < GROUP; ++g)
        attend(row0 + i * BUDGET, min(position + 1, BUDGET), b, t, (first + i) * GROUP + g);
    }
  }
  for (uint i = 0; !COMMIT && i < CHOOSING; ++i)
    keep(row0 + i * BUDGET, b * key_heads + first + i, true);
}
