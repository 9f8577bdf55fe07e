#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Softmax attention over the cache with an online softmax (arXiv 2205.14135): one workgroup takes ROWS queries that share
// a key-value head (tokens x grouped heads) through tiles of TILE keys. In decode the visible history is split into
// parts, whose sums attention_merge joins (SPLIT). No score matrix beyond ROWS x TILE exists. Gates, sticks and a second
// query as core/graph/ops/attention.h has them. Where tokens choose what they read (BLOCK) a workgroup takes queries of one
// token through the blocks of its choice.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint V = 64;
layout(constant_id = 3) const uint ROWS = 16;
layout(constant_id = 4) const uint TILE = 32;
layout(constant_id = 5) const uint TYPE = 0;
layout(constant_id = 6) const uint TOGETHER = 1; // tokens that see one another; 0: all of the step
layout(constant_id = 7) const uint SINK = 0;
layout(constant_id = 8) const uint SPLIT = 0;
layout(constant_id = 9) const uint VALUE_ROW = 64; // channels from one value to the next; V, or K where keys begin with them
layout(constant_id = 10) const uint GATES = 0;     // running sums of log gates a query head has: none, 1 or K
layout(constant_id = 11) const uint STICKS = 0;    // stick-breaking instead of softmax
layout(constant_id = 12) const uint PROBE = 0;     // a second query
layout(constant_id = 13) const uint SHARED = 0;    // last channels of a key, the same of all heads
layout(constant_id = 14) const uint CHUNKED = 0;
layout(constant_id = 15) const uint BLOCK = 0;     // rows of a block that is chosen; 0: no choice
layout(constant_id = 16) const uint CHOICES = 1;   // blocks of one choice
layout(constant_id = 17) const uint CHOOSERS = 1;  // heads that choose
layout(constant_id = 18) const uint STRIDE = 1;    // tokens that a row of the history stands for
layout(constant_id = 19) const uint MASS = 0;      // the logarithm of what is divided by is an output too
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { uint keys[]; };
layout(binding = 3) readonly buffer Values { uint values[]; };
layout(binding = 4) readonly buffer Sink { float sinks[]; };
layout(binding = 5) writeonly buffer Out { float y[]; };
layout(binding = 6) readonly buffer Gates { float gates[]; }; // [query head][rows][GATES] of the heads that are bound
layout(binding = 7) readonly buffer Now { float nows[]; };
layout(binding = 8) readonly buffer Probe { float probes[]; };
layout(binding = 9) readonly buffer Shared { uint shared_keys[]; }; // [slot][rows][SHARED]
layout(binding = 10) readonly buffer Chosen { int chosen[]; };
layout(binding = 11) writeonly buffer Mass { float masses[]; };
layout(push_constant) uniform Push {
  uint tokens, heads, kv_heads, parts, least_part, q_at, q_batch, q_token, q_head, sink_at, y_at;
  uint cache_rows, pinned, window;
  uint first_head, end_head, key_at, value_at; // which heads of all slots are bound, and where the first begins
  float scale, softcap;
  uint gate_at, now_at, now_batch, now_token, now_head, probe_at, probe_batch, probe_token, probe_head;
  uint chosen_at, mass_at;
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
shared uint row_at[ROWS]; // where a row of the output begins
const bool CHANNELS = GATES > 1; // a workgroup is of one query head then
const uint WIDE = GATES > 0 ? GATES : 1;
shared float now_tile[GATES > 0 ? ROWS * GATES : 1];
shared float gate_tile[GATES > 1 ? TILE * GATES : 1];
shared float probe_tile[PROBE != 0 ? ROWS * K : 1];
shared vec4 probe_p[PROBE != 0 ? ROWS * TILE / 4 : 1]; // p times probe . key
shared float probe_total[PROBE != 0 ? ROWS : 1];
const uint PIECE = V + 2 + (PROBE != 0 ? V + 1 : 0); // floats of a part's row: peak, sum, acc, the probe's sum and acc

uint group_size, unit0, units, past, low, high, pinned_seen, choice;

/// Of the n-th key that any query here sees. Behind the end of a choice, or of the token's own block, there is none.
uint position_of(uint n) {
  if (BLOCK == 0)
    return n < pinned_seen ? n : low + n - pinned_seen;
  int id = chosen[choice + n / BLOCK];
  return id < 0 ? ~0u : uint(id) * BLOCK + n % BLOCK;
}
uint row_of(uint position) {
  if (BLOCK != 0)
    position = min(position, high - 1);
  return position < pinned ? position : pinned + (position - pinned) % (cache_rows - pinned);
}

float element(uint word, uint i) {
  if (TYPE == TYPE_F32)
    return uintBitsToFloat(word);
  vec2 two = unpack_four(TYPE, uvec2(word, 0)).xy;
  return i % 2 == 0 ? two.x : two.y;
}

/// Uints of a row of so many channels, and that of one of them.
uint uints_of(uint channels) { return TYPE == TYPE_F32 ? channels : (channels + 1) / 2; }
uint uint_of(uint channel) { return TYPE == TYPE_F32 ? channel : channel / 2; }

/// A head's own channels, the first of what is kept of it, then those of all heads.
void load_joined_keys(uint base, uint shared_base, uint n0, uint count) {
  const uint own = K - SHARED;
  for (uint i = lane; i < count * K; i += LANES) {
    uint s = i / K, c = i % K, row = row_of(position_of(n0 + s));
    kv_tile[s * (WIDEST + 1) + c] =
        c < own ? element(keys[base + row * uints_of(VALUE_ROW) + uint_of(c)], c)
                : element(shared_keys[shared_base + row * uints_of(SHARED) + uint_of(c - own)], c - own);
  }
}

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

void load_gates(uint base, uint n0, uint count) {
  for (uint i = lane; i < count * GATES; i += LANES)
    gate_tile[i] = gates[base + row_of(position_of(n0 + i / WIDE)) * WIDE + i % WIDE];
}

/// Where what a query sees ends, but for the end of the sequence.
uint end_of(uint query) {
  return TOGETHER == 0 ? ~0u : (query / max(TOGETHER, 1) + 1) * TOGETHER;
}

/// The first position behind the pinned ones that a query sees: that of the step's first one where all see one another.
uint first_seen(uint query) {
  query = TOGETHER == 0 ? past : query;
  if (window == 0)
    return 0;
  return CHUNKED != 0 ? query / window * window : query + 1 > window ? query + 1 - window : 0;
}

bool visible(uint query, uint s) {
  if (s >= end_of(query) / STRIDE) // what is not there lies at ~0
    return false;
  if (STICKS != 0 && s == query)
    return false;
  return s >= first_seen(query) || s < pinned;
}

float between(uint r, uint s, uint k) {
  return CHANNELS ? exp_precise(min(now_tile[r * GATES + k] - gate_tile[s * GATES + k], 0.0)) : 1.0;
}

void logits(uint gate_base, uint n0, uint count) {
  const uint across = TILE / SC, down = ROWS / SR;
  for (uint e = lane; e < across * down; e += LANES) {
    uint s0 = e % across, r0 = e / across;
    float sum[SR * SC], probed[SR * SC];
    for (uint i = 0; i < SR * SC; ++i)
      sum[i] = probed[i] = 0.0;
    for (uint k = 0; k < K; ++k) {
      float q[SR], key[SC];
      for (uint i = 0; i < SR; ++i)
        q[i] = q_tile[(r0 + i * down) * K + k];
      for (uint j = 0; j < SC; ++j)
        key[j] = kv_tile[(s0 + j * across) * (WIDEST + 1) + k];
      for (uint i = 0; i < SR; ++i)
        for (uint j = 0; j < SC; ++j) {
          float faded = CHANNELS ? key[j] * between(r0 + i * down, s0 + j * across, k) : key[j];
          sum[i * SC + j] = fma(q[i], faded, sum[i * SC + j]);
          if (PROBE != 0)
            probed[i * SC + j] = fma(probe_tile[(r0 + i * down) * K + k], key[j], probed[i * SC + j]);
        }
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
        if (GATES == 1 && seen)
          value += now_tile[r] - gates[gate_base + (unit0 + r) % group_size * cache_rows + row_of(position_of(n0 + s))];
        p[(r * TILE + s) / 4][s % 4] = seen ? value : kNothing;
        if (PROBE != 0)
          probe_p[(r * TILE + s) / 4][s % 4] = seen ? probed[i * SC + j] : 0.0;
      }
  }
}

/// The weights of a row: sigma(l_s) of what the keys behind s in the tile left over; total is the logarithm of what all did.
void break_sticks(uint r, uint n) {
  float left = 0.0;
  for (uint s = n; s-- > 0;) {
    float logit = p[(r * TILE + s) / 4][s % 4];
    bool seen = logit > 0.5 * kNothing;
    left -= seen ? softplus(logit) : 0.0;
    p[(r * TILE + s) / 4][s % 4] = seen ? exp_precise(logit + left) : 0.0;
  }
  shrink[r] = exp_precise(left);
  total[r] += left;
}

vec4 four_values(uint s, uint d) {
  uint at = s * (WIDEST + 1) + d;
  return vec4(kv_tile[at], kv_tile[at + WIDEST + 1], kv_tile[at + 2 * (WIDEST + 1)], kv_tile[at + 3 * (WIDEST + 1)]);
}

/// What all elements of a row are multiplied by, and where they go; what is written once a row.
void finish_row(uint r, uint b, uint head, uint part) {
  uint unit = unit0 + r, token = unit / group_size, h = head * group_size + unit % group_size;
  row_at[r] = y_at + ((b * tokens + token) * heads + h) * V;
  shrink[r] = 1.0;
  if (SPLIT != 0) { // [b][h][part] of peak, sum, acc
    uint at = y_at + ((b * heads + h) * parts + part) * PIECE;
    y[at] = peak[r];
    y[at + 1] = total[r];
    if (PROBE != 0)
      y[at + V + 2] = probe_total[r];
    row_at[r] = at + 2;
    return;
  }
  if (STICKS != 0) {
    shrink[r] = not_finite(total[r]) ? NOT_A_NUMBER : 1.0;
    return;
  }
  float most = peak[r], sum = total[r], factor = 1.0;
  if (MASS != 0)
    masses[mass_at + (b * tokens + token) * heads + h] = log_mass(most, sum);
  if (SINK != 0) {
    most = max(most, sinks[sink_at + h]);
    factor = exp_precise(peak[r] - most);
    sum = sum * factor + exp_precise(sinks[sink_at + h] - most);
  }
  shrink[r] = sum == 0.0 ? 0.0 : factor / sum;
  if (PROBE != 0)
    probe_total[r] = 1.0 + probe_total[r] * shrink[r];
}

void write_rows(uint b, uint head, uint part, float acc[OWN], float probe_acc[OWN]) {
  for (uint r = lane; r < units; r += LANES)
    finish_row(r, b, head, part);
  barrier();
  for (uint i = 0; i < OWN; ++i) {
    uint e = lane + i * LANES, r = e / V, at = row_at[min(r, ROWS - 1)] + e % V;
    if (r >= units)
      continue;
    if (SPLIT != 0) {
      y[at] = acc[i];
      if (PROBE != 0)
        y[at + V + 1] = probe_acc[i];
    } else {
      float value = acc[i] * shrink[r];
      y[at] = PROBE != 0 ? value * probe_total[r] - probe_acc[i] * shrink[r] : value;
    }
  }
}

void main() {
  uint b = gl_WorkGroupID.z, head = gl_WorkGroupID.y, part = gl_WorkGroupID.x % parts, count = COUNT(b);
  uint sharing = heads / kv_heads, held = SLOT(b) * kv_heads + (CHANNELS ? head / sharing : head);
  if (held < first_head || held >= end_head)
    return;
  group_size = CHANNELS ? 1 : sharing;
  uint tile = gl_WorkGroupID.x / parts, tiles = (group_size + ROWS - 1) / ROWS; // of one token
  unit0 = BLOCK != 0 ? tile / tiles * group_size + tile % tiles * ROWS : tile * ROWS;
  if (unit0 >= count * group_size)
    return;
  units = min(ROWS, (BLOCK != 0 ? (tile / tiles + 1) * group_size : count * group_size) - unit0);
  past = POSITION(b);
  uint first = past + unit0 / group_size, last = past + (unit0 + units - 1) / group_size;
  high = min(end_of(last), past + count) / STRIDE;
  low = first_seen(first);
  pinned_seen = min(pinned, low);
  choice = chosen_at + ((b * tokens + unit0 / group_size) * CHOOSERS + head / (kv_heads / CHOOSERS)) * CHOICES;
  uint history = BLOCK != 0 ? CHOICES * BLOCK : pinned_seen + high - low, pieces = clamp(history / least_part, 1, parts);
  uint begin = part < pieces ? history * part / pieces : 0, end = part < pieces ? history * (part + 1) / pieces : 0;

  for (uint i = lane; i < ROWS * K; i += LANES) {
    uint r = i / K, unit = unit0 + r;
    uint token = unit / group_size, h = head * group_size + unit % group_size;
    q_tile[i] = r < units ? qs[q_at + b * q_batch + token * q_token + h * q_head + i % K] : 0.0;
    if (PROBE != 0)
      probe_tile[i] = r < units ? probes[probe_at + b * probe_batch + token * probe_token + h * probe_head + i % K] : 0.0;
  }
  for (uint i = lane; i < ROWS * GATES; i += LANES) {
    uint r = i / WIDE, unit = min(unit0 + r, unit0 + units - 1);
    now_tile[i] = nows[now_at + b * now_batch + unit / group_size * now_token + (head * group_size + unit % group_size) * now_head + i % WIDE];
  }
  for (uint r = lane; r < ROWS; r += LANES) {
    peak[r] = kNothing;
    total[r] = 0.0;
    if (PROBE != 0)
      probe_total[r] = 0.0;
  }
  float acc[OWN], probe_acc[OWN];
  for (uint i = 0; i < OWN; ++i)
    acc[i] = probe_acc[i] = 0.0;
  uint key_uints = uints_of(SHARED > 0 ? VALUE_ROW : K), value_uints = TYPE == TYPE_F32 ? VALUE_ROW : (VALUE_ROW + 1) / 2;
  uint key_base = key_at + (held - first_head) * cache_rows * key_uints, value_base = value_at + (held - first_head) * cache_rows * value_uints;

  uint gate_base = gate_at + ((held - first_head) * sharing + (CHANNELS ? head % sharing : 0)) * cache_rows * GATES;

  for (uint n0 = begin; n0 < end; n0 += TILE) {
    uint n = min(TILE, end - n0);
    if (SHARED > 0)
      load_joined_keys(key_base, SLOT(b) * cache_rows * uints_of(SHARED), n0, n);
    else
      load_keys(key_base, n0, n);
    if (CHANNELS)
      load_gates(gate_base, n0, n);
    barrier();
    logits(gate_base, n0, n);
    barrier();
    load_values(value_base, n0, n);
    for (uint r = lane; r < ROWS; r += LANES) {
      if (STICKS != 0) {
        break_sticks(r, n);
        continue;
      }
      float most = peak[r];
      for (uint s = 0; s < n; ++s)
        most = max(most, p[(r * TILE + s) / 4][s % 4]);
      shrink[r] = exp_precise(peak[r] - most);
      peak[r] = most;
    }
    barrier();
    for (uint e = lane; STICKS == 0 && e < ROWS * TILE; e += LANES) {
      float logit = p[e / 4][e % 4];
      p[e / 4][e % 4] = logit > 0.5 * kNothing ? exp_precise(logit - peak[e / TILE]) : 0.0;
      if (PROBE != 0)
        probe_p[e / 4][e % 4] *= p[e / 4][e % 4];
    }
    barrier();
    for (uint r = lane; STICKS == 0 && r < ROWS; r += LANES) {
      float sum = total[r] * shrink[r];
      for (uint s = 0; s < n; ++s)
        sum += p[(r * TILE + s) / 4][s % 4];
      total[r] = sum;
      if (PROBE == 0)
        continue;
      sum = probe_total[r] * shrink[r];
      for (uint s = 0; s < n; ++s)
        sum += probe_p[(r * TILE + s) / 4][s % 4];
      probe_total[r] = sum;
    }
    for (uint i = 0; i < OWN; ++i) {
      acc[i] *= shrink[min((lane + i * LANES) / V, ROWS - 1)];
      if (PROBE != 0)
        probe_acc[i] *= shrink[min((lane + i * LANES) / V, ROWS - 1)];
    }
    for (uint s = 0; s < n; s += 4) {
      vec4 value = ONE_COLUMN ? four_values(s, lane % V) : vec4(0);
      for (uint i = 0; i < OWN; ++i) {
        uint e = lane + i * LANES, r = e / V;
        if (r >= units)
          continue;
        vec4 read = ONE_COLUMN ? value : four_values(s, e % V);
        acc[i] += dot(p[(r * TILE + s) / 4], read);
        if (PROBE != 0)
          probe_acc[i] += dot(probe_p[(r * TILE + s) / 4], read);
      }
    }
    barrier();
  }
  barrier();
  write_rows(b, head, part, acc, probe_acc);
}
