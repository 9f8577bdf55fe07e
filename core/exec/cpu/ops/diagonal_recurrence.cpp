// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

namespace pareto::cpu {

namespace {

Status diagonal_recurrence_compile(Compilation& c, const Node& node) {
  const DiagonalRecurrenceSpec spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  const Tensor x = node.inputs[0], g = node.inputs[1];
  const int64_t batch = node.output().shape[0], tokens = node.output().shape[1], channels = node.output().shape[2];
  float* y = c.data(node.output());
  add_channels(c, channels, batch * tokens * channels * 4,
               [=, &c, state = node.entry(0), xd = c.data(x), gd = c.data(g)](int64_t begin, int64_t end) {
                 for (int64_t row = 0; row < batch; ++row) {
                   DiagonalRun run{};
                   run.tokens = count_of(c, row);
                   run.begin = begin;
                   run.end = end;
                   run.x = xd + row * x.strides[0];
                   run.g = gd ? gd + row * g.strides[0] : nullptr;
                   run.x_stride = x.strides[1];
                   run.g_stride = gd ? g.strides[1] : 0;
                   run.sqrt_factor = spec.sqrt_factor;
                   run.log_sum = spec.log_sum;
                   run.read_before = spec.read_before;
                   run.angles = spec.angles;
                   run.reset_at_first = (spec.reset_first || spec.log_sum) &&
                                        c.environment.input->position[static_cast<size_t>(row)] == 0;
                   run.state = c.environment.state->entry(state).values(slot_of(c, row));
                   run.y = y + row * tokens * channels;
                   run.y_stride = channels;
                   c.kernels.diagonal(run);
                 }
               });
  return {};
}

} // namespace

const CpuOperation ops::diagonal_recurrence{diagonal_recurrence_compile, no_scratch};

} // namespace pareto::cpu
