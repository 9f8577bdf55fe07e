#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Softmax attention for drivers that run lanes as CPU vectors: no shared memory, no barrier. A lane owns M queries of one
// key-value head and takes N keys at a time through an online softmax. In prefill every lane has queries of its own and all
// read the same keys; in decode SPREAD lanes share their queries and take turns at the keys, and attention_merge joins what
// each has seen (SPLIT). Texels for the reason given in matmul_lanes; K, V and VALUE_ROW are whole
// groups of four.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
#include "functions.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint V = 64;
layout(constant_id = 3) const uint M = 4;
layout(constant_id = 4) const uint N = 8;
layout(constant_id = 5) const uint TYPE = 0;
layout(constant_id = 6) const uint TOGETHER = 1; // tokens that see one another; 0: all of the step
layout(constant_id = 7) const uint SINK = 0;
layout(constant_id = 8) const uint SPREAD = 1;
layout(constant_id = 9) const uint SPLIT = 0;
layout(constant_id = 10) const uint SOFTCAP = 0;
layout(constant_id = 11) const uint VALUE_ROW = 64; // channels from one value to the next; V, or K where keys begin with them
layout(constant_id = 12) const uint CHUNKED = 0;
STEP_BUFFER(0)
layout(binding = 1) uniform samplerBuffer qs;
layout(binding = 2) uniform usamplerBuffer keys;
layout(binding = 3) uniform usamplerBuffer values;
layout(binding = 4) readonly buffer Sink { float sinks[]; };
layout(binding = 5) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push {
  uint tokens, heads, kv_heads, parts, q_at, q_batch, q_token, q_head, sink_at, y_at; // q in groups of four
  uint cache_rows, pinned, window;
  float scale, softcap;
};

const float kNothing = -1e30;
const uint KEY_FOURS = K / 4, VALUE_FOURS = V / 4, UNIT_LANES = LANES / SPREAD;

vec4 widened(uvec4 v) { return TYPE == TYPE_F32 ? uintBitsToFloat(v) : unpack_four(TYPE, v.xy); }

uint past; // tokens before the step

/// The first position behind the pinned ones that a query sees: that of the step's first one where all see one another.
uint first_seen(uint query) {
  query = TOGETHER == 0 ? past : query;
  if (window == 0)
    return 0;
  return CHUNKED != 0 ? query / window * window : query + 1 > window ? query + 1 - window : 0;
}

/// Where what a query sees ends, but for the end of the sequence.
uint end_of(uint query) { return TOGETHER == 0 ? ~0u : (query / max(TOGETHER, 1) + 1) * TOGETHER; }

bool visible(uint query, uint s) {
  if (s >= end_of(query))
    return false;
  return s >= first_seen(query) || s < pinned;
}

void main() {
  uint b = gl_WorkGroupID.z, head = gl_WorkGroupID.y, count = COUNT(b), group_size = heads / kv_heads;
  past = POSITION(b);
  uint block = gl_WorkGroupID.x / parts * UNIT_LANES * M, units = count * group_size;
  if (block >= units)
    return;
  uint last_unit = min(block + UNIT_LANES * M, units) - 1;
  // What any query of the block sees: the pinned rows, then positions low .. high - 1.
  uint first = past + block / group_size, last = past + last_unit / group_size;
  uint high = min(end_of(last), past + count);
  uint low = first_seen(first);
  uint pinned_seen = min(pinned, low), history = pinned_seen + high - low;
  uint low_row = low < pinned ? low : pinned + (low - pinned) % (cache_rows - pinned), base = (SLOT(b) * kv_heads + head) * cache_rows;
  uint turn = lane % SPREAD, piece = gl_WorkGroupID.x % parts;
  uint begin = history * piece / parts, end = history * (piece + 1) / parts;

  uint unit[M], query[M], from[M];
  float peak[M], total[M];
  [[unroll]] for (uint i = 0; i < M; ++i) {
    unit[i] = block + lane / SPREAD + i * UNIT_LANES;
    uint u = min(unit[i], units - 1);
    query[i] = past + u / group_size;
    from[i] = q_at + b * q_batch + u / group_size * q_token + (head * group_size + u % group_size) * q_head;
    peak[i] = kNothing;
    total[i] = 0.0;
  }
  vec4 acc[M * VALUE_FOURS];
  [[unroll]] for (uint e = 0; e < M * VALUE_FOURS; ++e)
    acc[e] = vec4(0);

  for (uint n0 = begin; n0 < end; n0 += N * SPREAD) {
    uint row[N], position[N];
    [[unroll]] for (uint j = 0; j < N; ++j) {
      uint n = n0 + j * SPREAD + turn, held = min(n, end - 1), behind = held - pinned_seen;
      row[j] = held < pinned_seen ? held : low_row + behind;
      row[j] = base + (row[j] >= cache_rows ? row[j] - (cache_rows - pinned) : row[j]);
      position[j] = n >= end ? ~0u : held < pinned_seen ? held : low + behind;
    }
    float p[N * M];
    [[unroll]] for (uint e = 0; e < N * M; ++e)
      p[e] = 0.0;
    for (uint k = 0; k < KEY_FOURS; ++k) {
      vec4 q[M];
      [[unroll]] for (uint i = 0; i < M; ++i)
        q[i] = texelFetch(qs, int(from[i] + k));
      [[unroll]] for (uint j = 0; j < N; ++j) {
        vec4 key = widened(texelFetch(keys, int(row[j] * KEY_FOURS + k)));
        [[unroll]] for (uint i = 0; i < M; ++i)
          p[j * M + i] = fma(q[i].w, key.w, fma(q[i].z, key.z, fma(q[i].y, key.y, fma(q[i].x, key.x, p[j * M + i]))));
      }
    }
    [[unroll]] for (uint i = 0; i < M; ++i) {
      float most = peak[i];
      [[unroll]] for (uint j = 0; j < N; ++j) {
        float logit = p[j * M + i] * scale;
        bool seen = position[j] != ~0u && visible(query[i], position[j]);
        if (seen && not_finite(logit)) // maxima, soft caps and exp would lose it
          total[i] = NOT_A_NUMBER;
        if (SOFTCAP != 0)
          logit = softcap * tanh_precise(logit / softcap);
        logit = seen ? logit : kNothing;
        p[j * M + i] = logit;
        most = max(most, logit);
      }
      float shrink = exp_precise(peak[i] - most), sum = total[i] * shrink;
      [[unroll]] for (uint j = 0; j < N; ++j) {
        p[j * M + i] = p[j * M + i] > 0.5 * kNothing ? exp_precise(p[j * M + i] - most) : 0.0;
        sum += p[j * M + i];
      }
      peak[i] = most;
      total[i] = sum;
      [[unroll]] for (uint d = 0; d < VALUE_FOURS; ++d)
        acc[d * M + i] *= shrink;
    }
    for (uint j = 0; j < N; ++j) {
      uint at = row[j] * (VALUE_ROW / 4);
      float weight[M];
      [[unroll]] for (uint i = 0; i < M; ++i)
        weight[i] = p[j * M + i];
      [[unroll]] for (uint d = 0; d < VALUE_FOURS; ++d) {
        vec4 value = widened(texelFetch(values, int(at + d)));
        [[unroll]] for (uint i = 0; i < M; ++i)
          acc[d * M + i] = fma(vec4(weight[i]), value, acc[d * M + i]);
      }
    }
  }

  [[unroll]] for (uint i = 0; i < M; ++i) {
    uint h = head * group_size + unit[i] % group_size;
    if (unit[i] >= units)
      continue;
    float factor = 1.0;
    uint at;
    if (SPLIT != 0) { // [b][h][part] of peak, sum, acc; a split step has one token
      at = y_at + ((b * heads + h) * parts * SPREAD + piece * SPREAD + turn) * (V + 2);
      y[at] = peak[i];
      y[at + 1] = total[i];
      at += 2;
    } else {
      float most = peak[i], sum = total[i];
      if (SINK != 0) {
        most = max(most, sinks[sink_at + h]);
        factor = exp_precise(peak[i] - most);
        sum = sum * factor + exp_precise(sinks[sink_at + h] - most);
      }
      factor = sum == 0.0 ? 0.0 : factor / sum;
      at = y_at + ((b * tokens + unit[i] / group_size) * heads + h) * V;
    }
    [[unroll]] for (uint d = 0; d < V; ++d)
      y[at + d] = acc[d / 4 * M + i][d % 4] * factor;
  }
}
