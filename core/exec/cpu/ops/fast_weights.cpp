// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

int64_t fast_weights_scratch_floats(const Node& node) { return fast_weights_scratch(node.output().shape[3]); }

struct Run {
  FastWeightsSpec spec;
  HeadInput q, k, v, step, rate, momentum, keep;
  const float *initial, *initial_bias, *norm_weight, *norm_bias;
  int64_t tokens, heads, keys, width;
  int32_t entries[4];
  float* y;
};

Run fast_weights_describe(const Compilation& c, const Node& node) {
  Run r{};
  r.spec = std::get<FastWeightsSpec>(node.spec);
  const Dims& y = node.output().shape;
  r.tokens = y[1];
  r.heads = y[2];
  r.width = y[3];
  r.keys = node.inputs[kFastQ].shape[3];
  const auto input = [&](FastInput which) { return HeadInput(c, node.inputs[which], r.heads); };
  r.q = input(kFastQ);
  r.k = input(kFastK);
  r.v = input(kFastV);
  r.step = input(kFastStep);
  r.rate = input(kFastRate);
  r.momentum = input(kFastMomentum);
  r.keep = input(kFastKeep);
  r.initial = c.data(node.inputs[kFastInitial]);
  r.initial_bias = c.data(node.inputs[kFastInitialBias]);
  r.norm_weight = c.data(node.inputs[kFastNormWeight]);
  r.norm_bias = c.data(node.inputs[kFastNormBias]);
  for (size_t i = 0; i < node.states.size(); ++i)
    r.entries[i] = node.entry(i);
  r.y = c.data(node.output());
  return r;
}

/// A part of an entry, after what it starts from where there is no past.
float* begun(const Compilation& c, int32_t entry, int64_t b, int64_t at, int64_t count, const float* initial) {
  float* values = c.environment.state->entry(entry).values(slot_of(c, b)) + at;
  if (initial && c.environment.input->position[static_cast<size_t>(b)] == 0)
    std::copy_n(initial + at, count, values);
  return values;
}

void run_head(Compilation& c, const Run& r, int64_t b, int64_t h, int thread) {
  FastWeightsHead head{};
  head.tokens = count_of(c, b);
  head.keys = r.keys;
  head.width = r.width;
  head.position = c.environment.input->position[static_cast<size_t>(b)];
  head.mini_batch = r.spec.mini_batch;
  r.q.give(b, h, head.q, head.q_stride);
  r.k.give(b, h, head.k, head.k_stride);
  r.v.give(b, h, head.v, head.v_stride);
  r.step.give(b, h, head.step, head.step_stride);
  r.rate.give(b, h, head.rate, head.rate_stride);
  r.momentum.give(b, h, head.momentum, head.momentum_stride);
  r.keep.give(b, h, head.keep, head.keep_stride);
  head.norm_weight = r.norm_weight ? r.norm_weight + h * r.width : nullptr;
  head.norm_bias = r.norm_bias ? r.norm_bias + h * r.width : nullptr;
  head.norm_eps = r.spec.norm_eps;
  const int64_t size = r.keys * r.width;
  head.weights = begun(c, r.entries[kFastW], b, h * size, size, r.initial);
  head.sum = begun(c, r.entries[kFastSum], b, h * size, size, nullptr);
  if (r.spec.training == InnerTraining::Batches) {
    head.bias = begun(c, r.entries[kFastBias], b, h * r.width, r.width, r.initial_bias);
    head.bias_sum = begun(c, r.entries[kFastBiasSum], b, h * r.width, r.width, nullptr);
  }
  head.o = r.y + (b * r.tokens * r.heads + h) * r.width;
  head.o_stride = r.heads * r.width;
  head.scratch = c.scratch(thread);
  c.kernels.fast_weights(head);
}

Status fast_weights_compile(Compilation& c, const Node& node) {
  const Run r = fast_weights_describe(c, node);
  c.add_dynamic(node.output().shape[0] * r.heads,
                [&c, r](int64_t unit, int thread) { run_head(c, r, unit / r.heads, unit % r.heads, thread); });
  return {};
}

} // namespace

const CpuOperation ops::fast_weights{fast_weights_compile, fast_weights_scratch_floats};

} // namespace pareto::cpu
