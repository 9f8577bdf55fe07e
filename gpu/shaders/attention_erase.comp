#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Attention whose values are corrected by what they would have read (DeltaFormer, arXiv 2505.19488, equation 4): u_t = v_t -
// b_t sum_{s<t} p_s u_s, then the read over s <= t. One workgroup takes one head of a sequence through its tokens, because
// each needs the u before it; lanes share the keys of a token, then the channels of its value. A dispatch takes tokens
// first_token .. end_token - 1: none runs long, and software drivers end a shader after 65,535 turns of its loops.
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#include "common.glsl"
#include "functions.glsl"
#include "packed.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint V = 64;
layout(constant_id = 3) const uint TYPE = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { uint keys[]; };
layout(binding = 3) coherent buffer Values { uint us[]; };
layout(binding = 4) readonly buffer V_ { float vs[]; };
layout(binding = 5) readonly buffer Strength { float strengths[]; };
layout(binding = 6) writeonly buffer Out { float y[]; };
layout(push_constant) uniform Push {
  uint tokens, heads, q_at, q_batch, q_token, q_head, v_at, v_batch, v_token, v_head, s_at, s_batch, s_token, s_head, y_at, cache_rows;
  uint first_head, end_head, key_at, value_at; // which heads of all slots are bound, and where the first begins
  float scale;
  uint first_token, end_token;
};

const float kNothing = -1e30;
const uint TURN = 8; // keys of one turn of a loop; divides LANES
const uint OWN = (V + LANES - 1) / LANES; // channels of one lane
const uint KEY_UINTS = TYPE == TYPE_F32 ? K : (K + 1) / 2, VALUE_UINTS = TYPE == TYPE_F32 ? V : (V + 1) / 2;

shared float q[K];
shared float p[LANES];
shared float u[VALUE_UINTS * 2]; // an odd value's last half word is zero

float element(uint word, uint i) {
  if (TYPE == TYPE_F32)
    return uintBitsToFloat(word);
  vec2 two = unpack_four(TYPE, uvec2(word, 0)).xy;
  return i % 2 == 0 ? two.x : two.y;
}

float logit_of(uint row) {
  float sum = 0.0;
  for (uint k = 0; k < K; ++k)
    sum = fma(q[k], element(keys[key_at + row * KEY_UINTS + (TYPE == TYPE_F32 ? k : k / 2)], k), sum);
  return sum * scale;
}

uint narrow(float x) { return TYPE == TYPE_F16 ? to_half(x) : to_bf16(x); }

void main() {
  uint b = gl_WorkGroupID.z, head = gl_WorkGroupID.y, held = SLOT(b) * heads + head;
  if (held < first_head || held >= end_head)
    return;
  uint head_row = (held - first_head) * cache_rows;
  for (uint t = first_token; t < min(end_token, COUNT(b)); ++t) {
    for (uint k = lane; k < K; k += LANES)
      q[k] = qs[q_at + b * q_batch + t * q_token + head * q_head + k];
    barrier();
    float acc[OWN], peak = kNothing, total = 0.0;
    for (uint i = 0; i < OWN; ++i)
      acc[i] = 0.0;
    uint past = POSITION(b) + t;
    for (uint n0 = 0; n0 < past; n0 += LANES) {
      uint n = min(LANES, past - n0);
      float own = lane < n ? logit_of(head_row + n0 + lane) : kNothing;
      p[lane] = lane < n && not_finite(own) ? NOT_A_NUMBER : own;
      barrier();
      float most = peak;
      bool unsure = false;
      for (uint s = 0; s < LANES; s += TURN)
        [[unroll]] for (uint i = 0; i < TURN; ++i) {
          unsure = unsure || not_finite(p[s + i]);
          most = max(most, p[s + i]);
        }
      barrier();
      p[lane] = lane < n ? exp_precise(own - most) : 0.0;
      barrier();
      float shrink = exp_precise(peak - most);
      total = unsure ? NOT_A_NUMBER : total * shrink;
      for (uint i = 0; i < OWN; ++i)
        acc[i] *= shrink;
      for (uint s = 0; s < n; s += TURN)
        [[unroll]] for (uint j = 0; j < TURN; ++j) { // behind the last key the weights are zero
          uint row = value_at + (head_row + min(n0 + s + j, past - 1)) * VALUE_UINTS;
          total += p[s + j];
          [[unroll]] for (uint i = 0; i < OWN; ++i) {
            uint d = lane + i * LANES;
            if (d < V)
              acc[i] = fma(p[s + j], element(us[row + (TYPE == TYPE_F32 ? d : d / 2)], d), acc[i]);
          }
        }
      peak = most;
      barrier();
    }
    float strength = past == 0 ? 0.0 : strengths[s_at + b * s_batch + t * s_token + head * s_head] / total;
    for (uint d = lane; d < VALUE_UINTS * 2; d += LANES)
      u[d] = 0.0;
    barrier();
    for (uint i = 0; i < OWN; ++i) {
      uint d = lane + i * LANES;
      if (d < V)
        u[d] = vs[v_at + b * v_batch + t * v_token + head * v_head + d] - strength * acc[i];
    }
    barrier();
    for (uint i = lane; i < VALUE_UINTS; i += LANES)
      us[value_at + (head_row + past) * VALUE_UINTS + i] =
          TYPE == TYPE_F32 ? floatBitsToUint(u[i]) : narrow(u[2 * i]) | narrow(u[2 * i + 1]) << 16;
    float present = logit_of(head_row + past), most = max(peak, present);
    float old = exp_precise(peak - most), add = not_finite(present) ? NOT_A_NUMBER : exp_precise(present - most), sum = total * old + add;
    for (uint i = 0; i < OWN; ++i) {
      uint d = lane + i * LANES;
      if (d < V)
        y[y_at + ((b * tokens + t) * heads + head) * V + d] =
            (acc[i] * old + add * element(TYPE == TYPE_F32 ? floatBitsToUint(u[d]) : narrow(u[d]) | narrow(u[d]) << 16, 0)) / sum;
    }
    memoryBarrierBuffer();
    barrier();
  }
}
