#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// The best whole blocks of the past for one token and head of keys; one workgroup for each. The score that the last one to be
// chosen has is found digit by digit: every pass computes the scores again and counts those that share the digits found so
// far, so nothing is kept but one histogram, however long the past is.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
#include "packed.glsl"
#include "reduce.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint GROUP = 1; // query heads of one head of keys
layout(constant_id = 3) const uint BLOCK = 64;
layout(constant_id = 4) const uint CHOICES = 16;
layout(constant_id = 5) const uint FIRST = 0;
layout(constant_id = 6) const uint LOCAL = 0;
layout(constant_id = 7) const uint SCORE = 0; // BlockScore
layout(constant_id = 8) const uint TYPE = 0;
layout(constant_id = 9) const uint WEIGHTED = 0;
layout(constant_id = 10) const uint REACH = 0; // of a comb; 0: none
layout(constant_id = 11) const uint APART = 1;
layout(constant_id = 12) const uint LEVELS = 1;
layout(constant_id = 13) const uint SEGMENTS = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { uint keys[]; };
layout(binding = 3) readonly buffer Weights { float weights[]; };
layout(binding = 4) writeonly buffer Out { int ids[]; };
layout(push_constant) uniform Push {
  uint tokens, heads, key_heads, q_at, q_batch, q_token, q_head, weight_at, weight_batch, weight_token, out_at;
  uint cache_rows, first_head, end_head, key_at; // which heads of all slots are bound, and where the first begins
  float scale;
  uint seed;
};

const uint kRelu = 1, kSoftmax = 2, kRandom = 3;
const uint kDigit = 11, kDigits = 1 << kDigit;

shared uint histogram[kDigits];
shared uint scan[LANES];
shared float peak[GROUP], share[GROUP];
shared uint found_prefix, found_left;

uint query0, weight0, key0, own; // own: the token's block

float logit(uint h, uint c) {
  const uint uints = TYPE == TYPE_F32 ? K : (K + 1) / 2;
  uint from = query0 + h * q_head, at = key0 + c * uints;
  precise float sum = 0.0;
  for (uint i = 0; i < uints; ++i) {
    if (TYPE == TYPE_F32) {
      sum = fma(qs[from + i], uintBitsToFloat(keys[at + i]), sum);
    } else {
      vec2 two = unpack_four(TYPE, uvec2(keys[at + i], 0)).xy;
      sum = fma(qs[from + 2 * i], two.x, sum);
      if (2 * i + 1 < K)
        sum = fma(qs[from + 2 * i + 1], two.y, sum);
    }
  }
  return sum * scale;
}

/// As core/graph/ops/select_blocks.h has it.
float random_score(uint c) {
  uint mixed = 0;
  for (uint i = 0; i < 4; ++i) {
    mixed = (mixed ^ (i == 0 ? seed : i == 1 ? gl_WorkGroupID.y : i == 2 ? own : c)) * 0x9e3779b1u;
    mixed ^= mixed >> 15;
  }
  mixed *= 0x2c1b3c6du;
  mixed ^= mixed >> 13;
  return float(mixed >> 8) * (1.0 / 16777216.0);
}

float score(uint c) {
  if (SCORE == kRandom)
    return random_score(c);
  precise float sum = 0.0;
  for (uint h = 0; h < GROUP; ++h) {
    precise float x = logit(h, c);
    if (SCORE == kRelu)
      x = max(x, 0.0);
    else if (SCORE == kSoftmax)
      x = exp_precise(x - peak[h]) / share[h];
    sum += WEIGHTED != 0 ? x * weights[weight0 + h] : x;
  }
  return sum;
}

/// Unsigned numbers in the order of the scores.
uint key_of(uint c) {
  uint bits = floatBitsToUint(score(c));
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

/// The greatest logit of each head and the sum of exp(logit - it), over the first `whole` blocks.
void sum_up(uint whole) {
  for (uint h = 0; h < GROUP; ++h) {
    float most = -1e30;
    for (uint c = lane; c < whole; c += LANES)
      most = max(most, logit(h, c));
    most = workgroup_max(most);
    float sum = 0.0;
    for (uint c = lane; c < whole; c += LANES)
      sum += exp_precise(logit(h, c) - most);
    sum = workgroup_sum(sum);
    if (lane == 0) {
      peak[h] = most;
      share[h] = sum;
    }
  }
  barrier();
}

/// The `open` best of the blocks [begin, stop), ascending, to ids from `to` on.
void take_best(uint begin, uint stop, uint open, uint to) {
  uint prefix = 0, mask = 0, left = open; // of the scores with this prefix so many are still to be taken
  for (uint digits = 0; digits < 3; ++digits) { // of 11, 11 and 10 bits
    uint by = digits == 0 ? 21 : digits == 1 ? 10 : 0, digit_mask = digits == 2 ? kDigits / 2 - 1 : kDigits - 1;
    for (uint i = lane; i < kDigits; i += LANES)
      histogram[i] = 0;
    barrier();
    for (uint c = begin + lane; c < stop; c += LANES) {
      uint key = key_of(c);
      if ((key & mask) == prefix)
        atomicAdd(histogram[key >> by & digit_mask], 1);
    }
    barrier();
    if (lane == 0) {
      uint digit = digit_mask, rest = left;
      while (digit > 0 && histogram[digit] < rest)
        rest -= histogram[digit--];
      found_prefix = prefix | digit << by;
      found_left = rest;
    }
    barrier();
    prefix = found_prefix;
    left = found_left;
    mask |= digit_mask << by;
  }
  uint above = 0, ties = 0; // before this tile
  for (uint c0 = begin; c0 < stop; c0 += LANES) {
    uint c = c0 + lane, key = c < stop ? key_of(c) : 0;
    uint mine = c >= stop ? 0 : key > prefix ? 1u << 16 : key == prefix ? 1 : 0;
    scan[lane] = mine;
    barrier();
    for (uint step = 1; step < LANES; step *= 2) {
      uint other = lane >= step ? scan[lane - step] : 0;
      barrier();
      scan[lane] += other;
      barrier();
    }
    uint before = scan[lane] - mine, ties_before = ties + (before & 0xffffu), all = scan[LANES - 1];
    uint place = above + (before >> 16) + min(ties_before, left);
    if (place < open && (mine > 1 || (mine == 1 && ties_before < left)))
      ids[to + place] = int(c);
    above += all >> 16;
    ties += all & 0xffffu;
    barrier();
  }
}

/// The levels of the comb one behind the other, behind the `begin` first blocks; -1 behind the last.
void take_comb(uint begin, uint g, uint to) {
  for (uint i = lane; i < begin; i += LANES)
    ids[to + i] = int(i);
  uint at = begin;
  for (uint level = 0; level < LEVELS; ++level) {
    uint reach = REACH << level, apart = APART << level;
    uint low = max(begin, SEGMENTS != 0 ? own / reach * reach : own + 1 > reach ? own + 1 - reach : 0);
    if (low > own || (SEGMENTS != 0 && own % apart != g % apart))
      continue;
    uint back = (own - low) / apart;
    for (uint i = lane; i <= back; i += LANES)
      ids[to + at + i] = int(own - (back - i) * apart);
    at += back + 1;
  }
  for (uint i = at + lane; i < CHOICES; i += LANES)
    ids[to + i] = -1;
}

void main() {
  uint g = gl_WorkGroupID.y, b = gl_WorkGroupID.z, t = gl_WorkGroupID.x, held = SLOT(b) * key_heads + g;
  if (held < first_head || held >= end_head)
    return;
  const uint uints = TYPE == TYPE_F32 ? K : (K + 1) / 2;
  uint out0 = out_at + ((b * tokens + t) * key_heads + g) * CHOICES;
  bool present = t < COUNT(b);
  uint position = POSITION(b) + t, whole = (position + 1) / BLOCK, end = present ? position / BLOCK + 1 : 0;
  uint begin = min(FIRST, end), tail = max(begin, end - min(LOCAL, end)), stop = clamp(whole, begin, tail);
  uint open = CHOICES - begin - (end - tail), taken = present ? min(open, stop - begin) : 0;
  query0 = q_at + b * q_batch + t * q_token + g * GROUP * q_head;
  weight0 = weight_at + b * weight_batch + t * weight_token + g * GROUP;
  key0 = key_at + (held - first_head) * cache_rows * uints;
  own = position / BLOCK;
  if (REACH > 0 && present) {
    take_comb(begin, g, out0);
    return;
  }

  for (uint i = lane; i < CHOICES; i += LANES) {
    int id = -1;
    if (i < begin || (i < begin + taken && taken == stop - begin)) // all of them, where no choice is to be made
      id = int(i);
    else if (i >= begin + taken && i < begin + taken + end - tail)
      id = int(tail + i - begin - taken);
    ids[out0 + i] = id;
  }
  memoryBarrierBuffer();
  barrier();
  if (taken == stop - begin || !present)
    return;
  if (SCORE == kSoftmax)
    sum_up(whole);
  take_best(begin, stop, open, out0 + begin);
}
