#version 450
// SPDX-License-Identifier: GPL-3.0-or-later
// A linear model per head that is trained while its text is read (core/graph/ops/fast_weights.h), token by token with the
// model in registers: a lane has OWN columns. In mini-batches a workgroup has all columns of a head, since the norm of an
// answer needs them; with MOMENTUM columns do not meet and BLOCKS workgroups share a head.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "functions.glsl"
#include "reduce.glsl"
layout(constant_id = 1) const uint K = 64;
layout(constant_id = 2) const uint WIDTH = 64;
layout(constant_id = 3) const uint OWN = 1;
layout(constant_id = 4) const uint MOMENTUM = 0;
layout(constant_id = 5) const uint MINI_BATCH = 16;
layout(constant_id = 6) const uint NORM = 0;
layout(constant_id = 7) const uint RATE = 0;
layout(constant_id = 8) const uint INITIAL = 0; // 1 weights, 2 bias
const uint BLOCKS = (WIDTH + LANES * OWN - 1) / (LANES * OWN);
STEP_BUFFER(0)
layout(binding = 1) readonly buffer Q { float qs[]; };
layout(binding = 2) readonly buffer Keys { float ks[]; };
layout(binding = 3) readonly buffer Values { float vs[]; };
layout(binding = 4) readonly buffer Steps { float steps[]; };
layout(binding = 5) readonly buffer Rates { float rates[]; }; // with MOMENTUM its logarithm
layout(binding = 6) readonly buffer Keep { float keeps[]; };
layout(binding = 7) readonly buffer NormWeight { float norm_weights[]; };
layout(binding = 8) readonly buffer NormBias { float norm_biases[]; };
layout(binding = 9) readonly buffer Initial { float initial[]; };
layout(binding = 10) readonly buffer InitialBias { float initial_bias[]; };
layout(binding = 11) buffer Weights { float weights[]; };
layout(binding = 12) buffer Sum { float sums[]; };
layout(binding = 13) buffer Bias { float biases[]; };
layout(binding = 14) buffer BiasSum { float bias_sums[]; };
layout(binding = 15) writeonly buffer Out { float y[]; };
struct Input { uint at, batch, token, head; };
layout(push_constant) uniform Push {
  Input q, k, v, step, rate, keep;
  uint initial_at, initial_bias_at, norm_weight_at, norm_bias_at, batch, tokens, heads;
  float eps;
};

shared float q_t[K], k_t[K];
float model[K * OWN], sum[K * OWN], bias[OWN], bias_sum[OWN], slope[OWN], answer[OWN];

uint start(Input i, uint b, uint t, uint h) { return i.at + b * i.batch + t * i.token + h * i.head; }
uint column_of(uint block, uint c) { return (block * OWN + c) * LANES + lane; }

/// d/dz of 1/2 |norm(z) - v|^2 where `slope` holds z.
void to_gradient(uint from, uint h) {
  float total = 0.0, squares = 0.0, level = 0.0, along = 0.0;
  for (uint c = 0; c < OWN; ++c)
    total += column_of(0, c) < WIDTH ? slope[c] : 0.0;
  float mean = workgroup_sum(total) / float(WIDTH);
  for (uint c = 0; c < OWN; ++c) {
    slope[c] -= mean;
    squares += column_of(0, c) < WIDTH ? slope[c] * slope[c] : 0.0;
  }
  float factor = inversesqrt(workgroup_sum(squares) / float(WIDTH) + eps);
  float unit[OWN];
  for (uint c = 0; c < OWN; ++c) {
    uint column = column_of(0, c);
    bool present = column < WIDTH;
    unit[c] = present ? slope[c] * factor : 0.0;
    float weight = present ? norm_weights[norm_weight_at + h * WIDTH + column] : 0.0;
    float shift = present ? norm_biases[norm_bias_at + h * WIDTH + column] - vs[from + column] : 0.0;
    slope[c] = fma(weight, unit[c], shift) * weight;
    level += slope[c];
    along = fma(slope[c], unit[c], along);
  }
  level = workgroup_sum(level) / float(WIDTH);
  along = workgroup_sum(along) / float(WIDTH);
  for (uint c = 0; c < OWN; ++c)
    slope[c] = (slope[c] - level - along * unit[c]) * factor;
}

void batch_token(uint b, uint t, uint h) {
  uint from = start(v, b, t, h);
  float size = steps[start(step, b, t, h)], speed = RATE != 0 ? rates[start(rate, b, t, h)] : 1.0;
  for (uint c = 0; c < OWN; ++c) {
    slope[c] = answer[c] = bias[c];
    for (uint i = 0; i < K; ++i) {
      slope[c] = fma(k_t[i], model[c * K + i], slope[c]);
      answer[c] = fma(q_t[i], model[c * K + i], answer[c]);
    }
    if (NORM == 0)
      slope[c] -= column_of(0, c) < WIDTH ? vs[from + column_of(0, c)] : 0.0;
  }
  if (NORM != 0)
    to_gradient(from, h);
  bool last = (POSITION(b) + t + 1) % MINI_BATCH == 0;
  for (uint c = 0; c < OWN; ++c) {
    float write = slope[c] * speed;
    bias_sum[c] += write;
    float moved = bias_sum[c];
    for (uint i = 0; i < K; ++i) {
      sum[c * K + i] = fma(k_t[i], write, sum[c * K + i]);
      moved = fma(q_t[i], sum[c * K + i], moved);
    }
    answer[c] = fma(-size, moved, answer[c]);
    if (!last)
      continue;
    bias[c] = fma(-size, bias_sum[c], bias[c]);
    bias_sum[c] = 0.0;
    for (uint i = 0; i < K; ++i) {
      model[c * K + i] = fma(-size, sum[c * K + i], model[c * K + i]);
      sum[c * K + i] = 0.0;
    }
  }
}

void momentum_token(uint b, uint t, uint h, uint block) {
  uint from = start(v, b, t, h);
  float size = steps[start(step, b, t, h)];
  float momentum = exp_precise(rates[start(rate, b, t, h)]), kept = exp_precise(keeps[start(keep, b, t, h)]);
  for (uint c = 0; c < OWN; ++c) {
    float wrong = column_of(block, c) < WIDTH ? -vs[from + column_of(block, c)] : 0.0, read = 0.0;
    for (uint i = 0; i < K; ++i)
      wrong = fma(k_t[i], model[c * K + i], wrong);
    float write = -size * wrong;
    for (uint i = 0; i < K; ++i) {
      sum[c * K + i] = fma(momentum, sum[c * K + i], k_t[i] * write);
      model[c * K + i] = fma(kept, model[c * K + i], sum[c * K + i]);
      read = fma(q_t[i], model[c * K + i], read);
    }
    answer[c] = read;
  }
}

void load_model(uint b, uint h, uint block) {
  bool begins = POSITION(b) == 0;
  uint unit = SLOT(b) * heads + h;
  for (uint c = 0; c < OWN; ++c) {
    uint column = column_of(block, c);
    bool present = column < WIDTH;
    for (uint i = 0; i < K; ++i) {
      uint at = (unit * K + i) * WIDTH + column;
      bool from_start = begins && (INITIAL & 1u) != 0;
      model[c * K + i] = !present ? 0.0 : from_start ? initial[initial_at + (h * K + i) * WIDTH + column] : weights[at];
      sum[c * K + i] = present ? sums[at] : 0.0;
    }
    bool from_start = begins && (INITIAL & 2u) != 0;
    bias[c] = MOMENTUM != 0 || !present ? 0.0
              : from_start              ? initial_bias[initial_bias_at + h * WIDTH + column]
                                        : biases[unit * WIDTH + column];
    bias_sum[c] = MOMENTUM != 0 || !present ? 0.0 : bias_sums[unit * WIDTH + column];
  }
}

void store_model(uint b, uint h, uint block) {
  uint unit = SLOT(b) * heads + h;
  for (uint c = 0; c < OWN; ++c) {
    uint column = column_of(block, c);
    if (column >= WIDTH)
      continue;
    for (uint i = 0; i < K; ++i) {
      weights[(unit * K + i) * WIDTH + column] = model[c * K + i];
      sums[(unit * K + i) * WIDTH + column] = sum[c * K + i];
    }
    if (MOMENTUM == 0) {
      biases[unit * WIDTH + column] = bias[c];
      bias_sums[unit * WIDTH + column] = bias_sum[c];
    }
  }
}

void main() {
  uint group = workgroup(), block = group % BLOCKS, h = group / BLOCKS % heads, b = group / BLOCKS / heads;
  if (b >= batch)
    return;
  load_model(b, h, block);
  uint count = COUNT(b);
  for (uint t = 0; t < count; ++t) {
    for (uint i = lane; i < K; i += LANES) {
      q_t[i] = qs[start(q, b, t, h) + i];
      k_t[i] = ks[start(k, b, t, h) + i];
    }
    barrier();
    if (MOMENTUM != 0)
      momentum_token(b, t, h, block);
    else
      batch_token(b, t, h);
    for (uint c = 0; c < OWN; ++c)
      if (column_of(block, c) < WIDTH)
        y[((b * tokens + t) * heads + h) * WIDTH + column_of(block, c)] = answer[c];
    barrier();
  }
  if (COMMIT)
    store_model(b, h, block);
}
