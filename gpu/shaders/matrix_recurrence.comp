#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// S_t = D_t S_{t-1} + removal + k_t v_t^T, o_t = scale S_t^T q_t, token by token with the state in registers: a workgroup
// owns COLUMNS columns of one head's state, each column shared by PARTS lanes that hold K / PARTS rows. A token writes WRITES
// times, the state decays before the first, and is read behind the last, READS times (READ_BEFORE: before everything). With LEVELS the
// past lies in as many states by its distance (core/graph/ops/matrix_recurrence.h), and `a` has their weights. With EXPERTS
// the tokens are rows in the order of experts, each of which goes through its own of a sequence in a state of its own.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint COLUMNS = 8;
layout(constant_id = 3) const uint PARTS = 1;
layout(constant_id = 4) const uint DECAY = 0;   // 0 none, 1 constant, 2 scalar, 3 per key, 4 per column
layout(constant_id = 5) const uint REMOVAL = 0; // 0 none, 1 delta, 2 low rank, 3 low rank along -k
layout(constant_id = 6) const uint NORMALISED = 0;
layout(constant_id = 7) const uint WRITES = 1;
layout(constant_id = 8) const uint READ_BEFORE = 0;
layout(constant_id = 9) const uint LEVELS = 0;
layout(constant_id = 10) const uint EXPERTS = 0;
layout(constant_id = 11) const uint READS = 1; // queries of a token, behind its last write
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { float ks[]; };
layout(binding = 3) readonly buffer Values { float vs[]; };
layout(binding = 4) readonly buffer LogDecay { float ds[]; };
layout(binding = 5) readonly buffer Beta { float betas[]; };
layout(binding = 6) readonly buffer A { float as[]; };
layout(binding = 7) readonly buffer B { float bs[]; };
layout(binding = 8) buffer State { float state[]; };
layout(binding = 9) readonly buffer Normaliser { float zs[]; };
layout(binding = 10) writeonly buffer Out { float y[]; };
layout(binding = 11) readonly buffer Offsets { int offsets[]; };
layout(binding = 12) readonly buffer Order { int order[]; };
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push {
  Input q, k, v, d, beta, low_a; // low_b lies like low_a but for its start
  uint b_at, tokens, heads, width, shares; // tokens: choices of a sequence with EXPERTS; shares: heads per q, k, d head, 10 bits each
  float scale, eps;
  uint places; // EXPERTS: where offsets and order begin, 8 bits each, then the sequences
};
#define offsets_at (places & 255u)
#define order_at (places >> 8 & 255u)
#include "expert_rows.glsl"

const uint OWN = (K + PARTS - 1) / PARTS;
shared float q_t[OWN * PARTS], k_t[OWN * PARTS], d_t[OWN * PARTS], a_t[OWN * PARTS], b_t[OWN * PARTS], z_t[OWN * PARTS];
shared float pieces[LANES];

/// Sum over the lanes that share a column.
float column_sum(float value) {
  if (PARTS == 1)
    return value;
  pieces[lane] = value;
  barrier();
  float sum = 0.0;
  for (uint part = 0; part < PARTS; ++part)
    sum += pieces[part * COLUMNS + lane % COLUMNS];
  barrier();
  return sum;
}

uint start(Input i, uint b, uint t, uint h) { return i.at + b * i.batch + t * i.token + h * i.head; }

void load_write(uint b, uint t, uint written, uint h) {
  uint qi = start(q, b, t * READS, h / (shares & 1023u)), ki = start(k, b, written, h / (shares >> 10 & 1023u));
  uint di = DECAY == 3 ? start(d, b, t, h / (shares >> 20)) : 0, ai = start(low_a, b, written, h), bi = ai - low_a.at + b_at;
  for (uint i = lane; i < OWN * PARTS; i += LANES) {
    bool inside = i < K;
    q_t[i] = inside ? qs[qi + i] : 0.0;
    k_t[i] = inside ? ks[ki + i] : 0.0;
    if (DECAY == 3)
      d_t[i] = inside ? exp_precise(ds[di + i]) : 0.0;
    if (REMOVAL >= 2)
      a_t[i] = inside ? as[ai + i] : 0.0;
    if (REMOVAL == 2)
      b_t[i] = inside ? bs[bi + i] : 0.0;
    if (NORMALISED != 0)
      z_t[i] += k_t[i];
  }
}

const uint STATES = LEVELS != 0 ? LEVELS : 1;
float s[OWN * STATES];

bool holds(uint level, uint position) {
  uint rest = position >> (level - 1);
  return level + 1 == LEVELS ? rest != 0 : (rest & 1u) != 0;
}

/// Part of the output of one token; `value`: v of the column.
float level_token(uint b, uint t, uint h, uint part, float value) {
  uint position = POSITION(b) + t, weights = start(low_a, b, t, h), into = 1;
  for (uint rest = position; into + 1 < LEVELS && (rest & 1u) != 0; rest >>= 1)
    ++into;
  float keep = exp_precise(ds[start(d, b, t, h)]), read = 0.0;
  for (uint r = 0; r < OWN; ++r)
    read = fma(q_t[part * OWN + r] * k_t[part * OWN + r], value, read);
  read *= as[weights];
  for (uint level = 1; level < LEVELS; ++level) {
    if (!holds(level, position))
      continue;
    float found = 0.0;
    for (uint r = 0; r < OWN; ++r) {
      s[level * OWN + r] *= keep;
      found = fma(s[level * OWN + r], q_t[part * OWN + r], found);
    }
    read = fma(as[weights + level], found, read);
  }
  bool add = holds(into, position);
  for (uint r = 0; r < OWN; ++r) {
    float sum = fma(k_t[part * OWN + r], value, add ? s[into * OWN + r] : 0.0);
    for (uint level = 1; level < into; ++level)
      sum += s[level * OWN + r];
    s[into * OWN + r] = sum;
  }
  return read;
}

void main() {
  uint blocks = (width + COLUMNS - 1) / COLUMNS, unit = workgroup();
  uint block = unit % blocks, h = unit / blocks % heads, b = unit / blocks / heads, e = 0;
  if (EXPERTS != 0) {
    e = b % EXPERTS;
    b /= EXPERTS;
  }
  uint column = block * COLUMNS + lane % COLUMNS, part = lane / COLUMNS;
  bool present = column < width;
  uint base = ((SLOT(b) * max(EXPERTS, 1) + e) * heads + h) * STATES * K, begin = 0, end = COUNT(b) * WRITES, from = b;
  if (EXPERTS != 0) {
    begin = first_row(e, b, tokens);
    end = first_row(e, b + 1, tokens);
    from = 0;
    if (b == 0 && e == 0 && part == 0 && present) // rows of no expert
      for (uint row = uint(offsets[offsets_at + EXPERTS]); row < (places >> 16) * tokens; ++row)
        y[(row * heads + h) * width + column] = 0.0;
  }
  for (uint r = 0; r < OWN * STATES; ++r) {
    uint i = part * OWN + r % OWN;
    s[r] = present && i < K ? state[(base + r / OWN * K + i) * width + column] : 0.0;
  }
  if (NORMALISED != 0)
    for (uint i = lane; i < OWN * PARTS; i += LANES)
      z_t[i] = i < K ? zs[base + i] : 0.0;
  float fixed_decay = DECAY == 1 ? exp_precise(ds[d.at + h]) : 1.0;
  for (uint written = begin; written < end; ++written) {
    uint t = written / WRITES;
    bool first = written % WRITES == 0, reads = written % WRITES == (READ_BEFORE != 0 ? 0 : WRITES - 1);
    load_write(from, t, written, h);
    barrier();
    float value = present ? vs[start(v, from, written, h) + column] : 0.0, old = 0.0, read = 0.0, norm = 0.0;
    if (LEVELS != 0) {
      read = column_sum(level_token(from, t, h, part, value)) * scale;
      if (present && part == 0)
        y[((from * tokens + t) * heads + h) * width + column] = read;
      barrier();
      continue;
    }
    if (READ_BEFORE != 0)
      for (uint r = 0; r < OWN; ++r)
        read = fma(s[r], q_t[part * OWN + r], read);
    if (REMOVAL >= 2) { // a reads the state before the decay
      for (uint r = 0; r < OWN; ++r)
        old = fma(s[r], a_t[part * OWN + r], old);
      old = column_sum(old);
      if (REMOVAL == 3)
        value -= old;
    }
    if (DECAY == 3 && first) {
      for (uint r = 0; r < OWN; ++r)
        s[r] *= d_t[part * OWN + r];
    } else if (DECAY != 0 && first) {
      float factor = fixed_decay;
      if (DECAY == 2)
        factor = exp_precise(ds[start(d, from, t, h)]);
      if (DECAY == 4)
        factor = present ? exp_precise(ds[start(d, from, t, h / (shares >> 20)) + column]) : 0.0;
      for (uint r = 0; r < OWN; ++r)
        s[r] *= factor;
    }
    if (REMOVAL == 1) {
      for (uint r = 0; r < OWN; ++r)
        old = fma(s[r], k_t[part * OWN + r], old);
      value = betas[start(beta, from, written, h)] * (value - column_sum(old));
    }
    for (uint r = 0; r < OWN; ++r) {
      uint i = part * OWN + r;
      s[r] = fma(k_t[i], value, s[r]);
      if (REMOVAL == 2)
        s[r] = fma(b_t[i], old, s[r]);
      if (READ_BEFORE == 0)
        read = fma(s[r], q_t[i], read);
      if (NORMALISED != 0)
        norm = fma(z_t[i], q_t[i], norm);
    }
    read = column_sum(read) * scale;
    if (NORMALISED != 0)
      read /= column_sum(norm) + eps;
    if (present && part == 0 && reads)
      y[((from * tokens + t) * READS * heads + h) * width + column] = read;
    barrier();
    for (uint more = 1; more < READS && reads; ++more) {
      uint qi = start(q, from, t * READS + more, h / (shares & 1023u));
      for (uint i = lane; i < K; i += LANES)
        q_t[i] = qs[qi + i];
      barrier();
      read = 0.0;
      for (uint r = 0; r < OWN; ++r)
        read = fma(s[r], q_t[part * OWN + r], read);
      read = column_sum(read) * scale;
      if (present && part == 0)
        y[(((from * tokens + t) * READS + more) * heads + h) * width + column] = read;
      barrier();
    }
  }
  if (!COMMIT || !present)
    return;
  for (uint r = 0; r < OWN * STATES; ++r) {
    uint i = part * OWN + r % OWN;
    if (i < K)
      state[(base + r / OWN * K + i) * width + column] = s[r];
  }
}
