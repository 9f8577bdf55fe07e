// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

namespace pareto::cpu {

namespace {

int64_t ridge_solve_scratch_floats(const Node& node) { return ridge_scratch(node.output().shape[3]); }

Status ridge_solve_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<RidgeSolveSpec>(node.spec);
  const Dims& y = node.output().shape;
  const int64_t tokens = y[1], heads = y[2], keys = y[3];
  const auto input = [&](RidgeInput which) { return HeadInput(c, node.inputs[which], heads); };
  RidgeHead base{};
  base.keys = keys;
  base.iterations = spec.iterations;
  base.eps = spec.eps;
  base.o_stride = heads * keys;
  c.add_dynamic(y[0] * heads, [=, &c, q = input(kRidgeQ), k = input(kRidgeK), beta = input(kRidgeBeta),
                               decay = input(kRidgeLogDecay), ridge = c.data(node.inputs[kRidgeRidge]),
                               state = node.entry(0), to = c.data(node.output())](int64_t unit, int thread) {
    const int64_t b = unit / heads, h = unit % heads;
    RidgeHead head = base;
    head.tokens = count_of(c, b);
    q.give(b, h, head.q, head.q_stride);
    k.give(b, h, head.k, head.k_stride);
    beta.give(b, h, head.beta, head.beta_stride);
    decay.give(b, h, head.log_decay, head.decay_stride);
    head.ridge = ridge + h * keys;
    head.state = c.environment.state->entry(state).values(slot_of(c, b)) + h * keys * keys;
    head.o = to + (b * tokens * heads + h) * keys;
    head.scratch = c.scratch(thread);
    c.kernels.ridge_solve(head);
  });
  return {};
}

} // namespace

const CpuOperation ops::ridge_solve{ridge_solve_compile, ridge_solve_scratch_floats};

} // namespace pareto::cpu
