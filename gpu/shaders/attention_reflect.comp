#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Path attention (PaTH, arXiv 2505.16381; core/graph/ops/attention.h). An invocation takes one query back through the tokens of
// the step: it reads a token's key as it came, then meets the token's reflection. Keys before the step have met all earlier
// reflections (reflect_keys), so what is left of the query reads them as they are. Alone (SPLIT) a query is every lane's: each
// has its own part of the keys before the step, and their sums are joined.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
#include "functions.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint V = 64;
layout(constant_id = 3) const uint TYPE = 0; // of the values; keys are float32
layout(constant_id = 4) const uint SPLIT = 0;
layout(constant_id = 5) const uint GATES = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { float keys[]; };
layout(binding = 3) readonly buffer Values { uint values[]; };
layout(binding = 4) readonly buffer Directions { float directions[]; };
layout(binding = 5) readonly buffer Gates { float gates[]; };
layout(binding = 6) readonly buffer Now { float nows[]; };
layout(binding = 7) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push {
  uint tokens, heads, kv_heads, q_at, q_batch, q_token, q_head, u_at, u_batch, u_token, u_head, now_at, now_batch, now_token,
      now_head, y_at, cache_rows;
  uint first_head, end_head, key_at, value_at, gate_at; // which heads of all slots are bound, and where the first begins
  float scale;
};

const float kNothing = -1e30;
const uint VALUE_UINTS = TYPE == TYPE_F32 ? V : (V + 1) / 2;

const uint TOGETHER = 16; // values whose sums over the lanes are joined at once
shared float pieces[SPLIT != 0 ? LANES * (TOGETHER + 1) : 1];

float q[K], acc[V];
float peak = kNothing, total = 0.0, gate = 0.0;

float element(uint word, uint i) {
  if (TYPE == TYPE_F32)
    return uintBitsToFloat(word);
  vec2 two = unpack_four(TYPE, uvec2(word, 0)).xy;
  return i % 2 == 0 ? two.x : two.y;
}

float score(uint key) {
  float sum = 0.0;
  [[unroll]] for (uint k = 0; k < K; ++k)
    sum = fma(q[k], keys[key + k], sum);
  return sum;
}

/// One more key, in `row` of its head's history.
void weigh(float value, uint head_row, uint gate_row, uint row) {
  float logit = value * scale;
  if (GATES != 0)
    logit += gate - gates[gate_row + row];
  if (not_finite(logit)) // maxima and exp would lose it
    total = NOT_A_NUMBER;
  float most = max(peak, logit), old = exp_precise(peak - most), add = exp_precise(logit - most);
  total = total * old + add;
  uint at = value_at + (head_row + row) * VALUE_UINTS;
  [[unroll]] for (uint d = 0; d < V; ++d)
    acc[d] = fma(add, element(values[at + (TYPE == TYPE_F32 ? d : d / 2)], d), acc[d] * old);
  peak = most;
}

/// What all lanes give.
float over_lanes(float own, bool sum) {
  barrier();
  pieces[lane] = own;
  barrier();
  float all = pieces[0];
  for (uint i = 1; i < LANES; ++i)
    all = sum ? all + pieces[i] : max(all, pieces[i]);
  return all;
}

/// The values of a query that is every lane's: a lane joins one of those that lie in `pieces` at a time. A barrier a value
/// would make a function of each of them where a driver runs lanes as CPU vectors: seconds of compiling.
void write_joined(uint at, float factor, float sum) {
  [[unroll]] for (uint d0 = 0; d0 < V; d0 += TOGETHER) {
    uint count = min(TOGETHER, V - d0);
    barrier();
    [[unroll]] for (uint d = d0; d < min(d0 + TOGETHER, V); ++d)
      pieces[lane * (TOGETHER + 1) + d - d0] = acc[d] * factor;
    barrier();
    for (uint d = lane; d < count; d += LANES) {
      float all = pieces[d];
      for (uint i = 1; i < LANES; ++i)
        all += pieces[i * (TOGETHER + 1) + d];
      y[at + d0 + d] = all / sum;
    }
  }
}

void main() {
  uint b = gl_WorkGroupID.z, h = gl_WorkGroupID.y, t = SPLIT != 0 ? gl_WorkGroupID.x : gl_WorkGroupID.x * LANES + lane;
  uint sharing = heads / kv_heads, head = h / sharing, held = SLOT(b) * kv_heads + head;
  if (held < first_head || held >= end_head || t >= COUNT(b))
    return;
  uint head_row = (held - first_head) * cache_rows, past = POSITION(b), part = SPLIT != 0 ? lane : 0;
  uint gate_row = gate_at + ((held - first_head) * sharing + h % sharing) * cache_rows;
  [[unroll]] for (uint k = 0; k < K; ++k)
    q[k] = qs[q_at + b * q_batch + t * q_token + h * q_head + k];
  [[unroll]] for (uint d = 0; d < V; ++d)
    acc[d] = 0.0;
  if (GATES != 0)
    gate = nows[now_at + b * now_batch + t * now_token + h * now_head];
  for (uint s = t + 1; s-- > 0;) {
    uint u = u_at + b * u_batch + s * u_token + head * u_head;
    float read = score(key_at + (head_row + past + s) * K), along = 0.0;
    if (part == 0)
      weigh(read, head_row, gate_row, past + s);
    [[unroll]] for (uint k = 0; k < K; ++k)
      along = fma(q[k], directions[u + k], along);
    [[unroll]] for (uint k = 0; k < K; ++k)
      q[k] = fma(-along, directions[u + k], q[k]);
  }
  for (uint row = part; row < past; row += SPLIT != 0 ? LANES : 1)
    weigh(score(key_at + (head_row + row) * K), head_row, gate_row, row);
  uint at = y_at + ((b * tokens + t) * heads + h) * V;
  if (SPLIT != 0) {
    float factor = exp_precise(peak - over_lanes(peak, false));
    write_joined(at, factor, over_lanes(total * factor, true));
  } else {
    [[unroll]] for (uint d = 0; d < V; ++d)
      y[at + d] = acc[d] / total;
  }
}
