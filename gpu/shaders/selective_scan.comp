#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// Mamba's scan (arXiv 2312.00752): one invocation per channel of a sequence and chunk, its MODES states in registers.
// PASS says what of chunk_scan.glsl it computes. B and C are the same for all channels: with TEXELS (drivers that run lanes
// as CPU vectors read storage buffers lane by lane, texels by a vector gather) they are read in groups of four modes.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
layout(constant_id = 1) const uint MODES = 16;
layout(constant_id = 2) const uint SKIP = 0;
layout(constant_id = 3) const uint GATE = 0;
layout(constant_id = 4) const uint BIAS = 0;
layout(constant_id = 5) const uint PASS = 0;
STEP_BUFFER(0)
layout(binding = 1) readonly buffer U { float us[]; };
layout(binding = 2) readonly buffer Delta { float deltas[]; };
layout(binding = 3) readonly buffer A { float as[]; };
#ifdef TEXELS
layout(binding = 4) uniform samplerBuffer bs;
layout(binding = 5) uniform samplerBuffer cs;
#define FOUR(values, at) texelFetch(values, int((at) / 4))
#else
layout(binding = 4) readonly buffer B { float bs[]; };
layout(binding = 5) readonly buffer C { float cs[]; };
#define FOUR(values, at) vec4(values[at], values[(at) + 1], values[(at) + 2], values[(at) + 3])
#endif
layout(binding = 6) readonly buffer Skip { float skips[]; };
layout(binding = 7) readonly buffer Gate { float zs[]; };
layout(binding = 8) readonly buffer Bias { float biases[]; };
layout(binding = 9) buffer State { float state[]; };
layout(binding = 10) buffer Chunks { float chunks[]; };
layout(binding = 11) writeonly buffer Out { float y[]; };
struct Input { uint at, batch, token; };
layout(push_constant) uniform Push { Input u, delta, b_in, c_in, z; uint batch, tokens, channels, a_at, skip_at, bias_at, chunk, chunk_count; };
#include "chunk_scan.glsl"

float h[MODES], rate[MODES];

/// Mode n moved on by one token of step dt; its part of the output is added to `sum`.
void advance(uint n, float dt, float into, float b, float c, inout float sum) {
  h[n] = fma(exp_precise(dt * rate[n]), h[n], into * b);
  if (PASS != PASS_ENDS)
    sum = fma(h[n], c, sum);
}

void main() {
  uint index = invocation();
  if (index >= batch * channels * chunk_count)
    return;
  uint d = index % channels, piece = index / channels % chunk_count, b = index / channels / chunk_count;
  uint base = (SLOT(b) * channels + d) * MODES;
  for (uint n = 0; n < MODES; ++n) {
    h[n] = PASS == PASS_WHOLE ? state[base + n] : PASS == PASS_ENDS ? 0.0 : chunks[END_AT(b, piece, n, d)];
    rate[n] = as[a_at + d * MODES + n];
  }
  float skip = SKIP != 0 ? skips[skip_at + d] : 0.0, bias = BIAS != 0 ? biases[bias_at + d] : 0.0;
  uint first = piece * chunk, end = min(COUNT(b), first + chunk);
  float time = 0.0; // of the chunk: the decay of mode n over it is e^(time rate[n])
  for (uint t = first; t < end; ++t) {
    float x = us[u.at + b * u.batch + t * u.token + d];
    float dt = softplus(deltas[delta.at + b * delta.batch + t * delta.token + d] + bias), into = dt * x;
    uint bi = b_in.at + b * b_in.batch + t * b_in.token, ci = c_in.at + b * c_in.batch + t * c_in.token;
    float sum = skip * x;
    for (uint n = 0; n + 4 <= MODES; n += 4) {
      vec4 write = FOUR(bs, bi + n), read = PASS == PASS_ENDS ? vec4(0.0) : FOUR(cs, ci + n);
      advance(n, dt, into, write.x, read.x, sum);
      advance(n + 1, dt, into, write.y, read.y, sum);
      advance(n + 2, dt, into, write.z, read.z, sum);
      advance(n + 3, dt, into, write.w, read.w, sum);
    }
#ifndef TEXELS
    for (uint n = MODES / 4 * 4; n < MODES; ++n)
      advance(n, dt, into, bs[bi + n], cs[ci + n], sum);
#endif
    time += dt;
    if (PASS == PASS_ENDS)
      continue;
    if (GATE != 0) {
      float gate = zs[z.at + b * z.batch + t * z.token + d];
      sum *= gate * sigmoid(gate);
    }
    y[(b * tokens + t) * channels + d] = sum;
  }
  if (PASS == PASS_WHOLE && COMMIT)
    for (uint n = 0; n < MODES; ++n)
      state[base + n] = h[n];
  if (PASS == PASS_ENDS) {
    for (uint n = 0; n < MODES; ++n)
      chunks[END_AT(b, piece, n, d)] = h[n];
    chunks[LOG_DECAY_AT(b, piece, d)] = time;
  }
}
