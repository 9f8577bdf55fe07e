#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Softmax attention over the cache with an online softmax (arXiv 2205.14135): one workgroup takes ROWS queries that share
// a key-value head (tokens x grouped heads) through tiles of TILE keys. In decode the visible history is split into
// parts, whose sums attention_merge joins (SPLIT). No score matrix beyond ROWS x TILE exists.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint V = 64;
layout(constant_id = 3) const uint ROWS = 16;
layout(constant_id = 4) const uint TILE = 32;
layout(constant_id = 5) const uint TYPE = 0;
layout(constant_id = 6) const uint CAUSAL = 1;
layout(constant_id = 7) const uint SINK = 0;
layout(constant_id = 8) const uint SPLIT = 0;
layout(constant_id = 9) const uint VALUE_ROW = 64; // channels from one value to the next; V, or K where keys begin with them
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { uint keys[]; };
layout(binding = 3) readonly buffer Values { uint values[]; };
layout(binding = 4) readonly buffer Sink { float sinks[]; };
layout(binding = 5) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push {
  uint tokens, heads, kv_heads, parts, least_part, q_at, q_batch, q_token, q_head, sink_at, y_at;
  uint cache_rows, pinned, window;
  uint first_head, end_head, key_at, value_at; // which heads of all slots are bound, and where the first begins
  float scale, softcap;
};

const float kNothing = -1e30;
const uint WIDEST = K > V ? K : V;
const uint OWN = (ROWS * V + LANES - 1) / LANES; // accumulators of one lane
const bool ONE_COLUMN = LANES % V == 0;          // and all of them in one column
// Logits of one lane at a time: a block of SR x SC where there are enough for all lanes.
const bool BLOCKS = ROWS * TILE >= 8 * LANES;
const uint SR = BLOCKS ? 2 : 1, SC = BLOCKS ? 4 : 1;

shared float q_tile[ROWS * K];
shared float kv_tile[TILE * (WIDEST + 1)]; // one column of padding against bank conflicts
shared vec4 p[ROWS * TILE / 4]; // [row][key]
shared float peak[ROWS], total[ROWS], shrink[ROWS];

uint group_size, unit0, units, past, low, high, pinned_seen;

uint position_of(uint n) { return n < pinned_seen ? n : low + n - pinned_seen; }
uint row_of(uint position) { return position < pinned ? position : pinned + (position - pinned) % (cache_rows - pinned); }

void load_keys(uint base, uint n0, uint count) {
  uint uints = TYPE == TYPE_F32 ? K : (K + 1) / 2;
  for (uint i = lane; i < count * uints; i += LANES) {
    uint s = i / uints, c = i % uints, at = base + row_of(position_of(n0 + s)) * uints + c;
    if (TYPE == TYPE_F32) {
      kv_tile[s * (WIDEST + 1) + c] = uintBitsToFloat(keys[at]);
    } else {
      vec2 two = unpack_four(TYPE, uvec2(keys[at], 0)).xy;
      kv_tile[s * (WIDEST + 1) + 2 * c] = two.x;
      if (2 * c + 1 < K)
        kv_tile[s * (WIDEST + 1) + 2 * c + 1] = two.y;
    }
  }
}

/// Zeros behind the last value, up to a whole group of four.
void load_values(uint base, uint n0, uint count) {
  uint uints = TYPE == TYPE_F32 ? V : (V + 1) / 2, stride = TYPE == TYPE_F32 ? VALUE_ROW : (VALUE_ROW + 1) / 2;
  for (uint i = count * V + lane; i < (count + 3) / 4 * 4 * V; i += LANES)
    kv_tile[i / V * (WIDEST + 1) + i % V] = 0.0;
  for (uint i = lane; i < count * uints; i += LANES) {
    uint s = i / uints, c = i % uints, at = base + row_of(position_of(n0 + s)) * stride + c;
    if (TYPE == TYPE_F32) {
      kv_tile[s * (WIDEST + 1) + c] = uintBitsToFloat(values[at]);
    } else {
      vec2 two = unpack_four(TYPE, uvec2(values[at], 0)).xy;
      kv_tile[s * (WIDEST + 1) + 2 * c] = two.x;
      if (2 * c + 1 < V)
        kv_tile[s * (WIDEST + 1) + 2 * c + 1] = two.y;
    }
  }
}

bool visible(uint query, uint s) {
  if (CAUSAL != 0 && s > query)
    return false;
  return window == 0 || s + window > query || s < pinned;
}

void logits(uint n0, uint count) {
  const uint across = TILE / SC, down = ROWS / SR;
  for (uint e = lane; e < across * down; e += LANES) {
    uint s0 = e % across, r0 = e / across;
    float sum[SR * SC];
    for (uint i = 0; i < SR * SC; ++i)
      sum[i] = 0.0;
    for (uint k = 0; k < K; ++k) {
      float q[SR], key[SC];
      for (uint i = 0; i < SR; ++i)
        q[i] = q_tile[(r0 + i * down) * K + k];
      for (uint j = 0; j < SC; ++j)
        key[j] = kv_tile[(s0 + j * across) * (WIDEST + 1) + k];
      for (uint i = 0; i < SR; ++i)
        for (uint j = 0; j < SC; ++j)
          sum[i * SC + j] = fma(q[i], key[j], sum[i * SC + j]);
    }
    for (uint i = 0; i < SR; ++i)
      for (uint j = 0; j < SC; ++j) {
        uint r = r0 + i * down, s = s0 + j * across;
        float value = sum[i * SC + j] * scale;
        bool seen = r < units && s < count && visible(past + (unit0 + r) / group_size, position_of(n0 + s));
        if (seen && not_finite(value)) // maxima, soft caps and exp would lose it
          total[r] = NOT_A_NUMBER;
        if (softcap > 0.0)
          value = softcap * tanh_precise(value / softcap);
        p[(r * TILE + s) / 4][s % 4] = seen ? value : kNothing;
      }
  }
}

vec4 four_values(uint s, uint d) {
  uint at = s * (WIDEST + 1) + d;
  return vec4(kv_tile[at], kv_tile[at + WIDEST + 1], kv_tile[at + 2 * (WIDEST + 1)], kv_tile[at + 3 * (WIDEST + 1)]);
}

void write_rows(uint b, uint head, uint part, float acc[OWN]) {
  for (uint i = 0; i < OWN; ++i) {
    uint e = lane + i * LANES, r = e / V, d = e % V;
    if (r >= units)
      continue;
    uint unit = unit0 + r, token = unit / group_size, h = head * group_size + unit % group_size;
    if (SPLIT != 0) { // [b][h][part] of peak, sum, acc
      uint at = y_at + ((b * heads + h) * parts + part) * (V + 2);
      y[at + 2 + d] = acc[i];
      if (d == 0) {
        y[at] = peak[r];
        y[at + 1] = total[r];
      }
    } else {
      float most = peak[r], sum = total[r], factor = 1.0;
      if (SINK != 0) {
        most = max(most, sinks[sink_at + h]);
        factor = exp_precise(peak[r] - most);
        sum = sum * factor + exp_precise(sinks[sink_at + h] - most);
      }
      y[y_at + ((b * tokens + token) * heads + h) * V + d] = sum == 0.0 ? 0.0 : acc[i] * factor / sum;
    }
  }
}

void main() {
  uint b = gl_WorkGroupID.z, head = gl_WorkGroupID.y, part = gl_WorkGroupID.x % parts, count = COUNT(b);
  uint held = SLOT(b) * kv_heads + head;
  if (held < first_head || held >= end_head)
    return;
  group_size = heads / kv_heads;
  unit0 = gl_WorkGroupID.x / parts * ROWS;
  if (unit0 >= count * group_size)
    return;
  units = min(ROWS, count * group_size - unit0);
  past = POSITION(b);
  uint first = past + unit0 / group_size, last = past + (unit0 + units - 1) / group_size;
  high = CAUSAL != 0 ? last + 1 : past + count;
  low = window > 0 && first + 1 > window ? first + 1 - window : 0;
  pinned_seen = min(pinned, low);
  uint history = pinned_seen + high - low, pieces = clamp(history / least_part, 1, parts);
  uint begin = part < pieces ? history * part / pieces : 0, end = part < pieces ? history * (part + 1) / pieces : 0;

  for (uint i = lane; i < ROWS * K; i += LANES) {
    uint r = i / K, unit = unit0 + r;
    q_tile[i] = r < units ? qs[q_at + b * q_batch + unit / group_size * q_token + (head * group_size + unit % group_size) * q_head + i % K] : 0.0;
  }
  for (uint r = lane; r < ROWS; r += LANES) {
    peak[r] = kNothing;
    total[r] = 0.0;
  }
  float acc[OWN];
  for (uint i = 0; i < OWN; ++i)
    acc[i] = 0.0;
  uint key_uints = TYPE == TYPE_F32 ? K : (K + 1) / 2, value_uints = TYPE == TYPE_F32 ? VALUE_ROW : (VALUE_ROW + 1) / 2;
  uint key_base = key_at + (held - first_head) * cache_rows * key_uints, value_base = value_at + (held - first_head) * cache_rows * value_uints;

  for (uint n0 = begin; n0 < end; n0 += TILE) {
    uint n = min(TILE, end - n0);
    load_keys(key_base, n0, n);
    barrier();
    logits(n0, n);
    barrier();
    load_values(value_base, n0, n);
    for (uint r = lane; r < ROWS; r += LANES) {
      float most = peak[r];
      for (uint s = 0; s < n; ++s)
        most = max(most, p[(r * TILE + s) / 4][s % 4]);
      shrink[r] = exp_precise(peak[r] - most);
      peak[r] = most;
    }
    barrier();
    for (uint e = lane; e < ROWS * TILE; e += LANES) {
      float logit = p[e / 4][e % 4];
      p[e / 4][e % 4] = logit > 0.5 * kNothing ? exp_precise(logit - peak[e / TILE]) : 0.0;
    }
    barrier();
    for (uint r = lane; r < ROWS; r += LANES) {
      float sum = total[r] * shrink[r];
      for (uint s = 0; s < n; ++s)
        sum += p[(r * TILE + s) / 4][s % 4];
      total[r] = sum;
    }
    for (uint i = 0; i < OWN; ++i)
      acc[i] *= shrink[min((lane + i * LANES) / V, ROWS - 1)];
    for (uint s = 0; s < n; s += 4) {
      vec4 value = ONE_COLUMN ? four_values(s, lane % V) : vec4(0);
      for (uint i = 0; i < OWN; ++i) {
        uint e = lane + i * LANES, r = e / V;
        if (r < units)
          acc[i] += dot(p[(r * TILE + s) / 4], ONE_COLUMN ? value : four_values(s, e % V));
      }
    }
    barrier();
  }
  barrier();
  write_rows(b, head, part, acc);
}
