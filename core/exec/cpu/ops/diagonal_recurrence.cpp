// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

namespace pareto::cpu {

namespace {

Status modes_compile(Compilation& c, const Node& node, const DiagonalRecurrenceSpec& spec) {
  const Tensor& x = node.inputs[kDiagonalX];
  const int64_t batch = x.shape[0], tokens = x.shape[1], width = x.shape[2];
  ModesRun base{};
  base.channels = spec.complex ? width / 2 : width;
  base.modes = spec.modes;
  base.x_stride = x.strides[1];
  base.y_stride = width;
  for (size_t part = 0; part < 2; ++part) {
    base.keep[part] = c.data(node.inputs[kDiagonalKeepRe + part]);
    base.read[part] = c.data(node.inputs[kDiagonalReadRe + part]);
  }
  add_channels(c, base.channels, 4 * batch * tokens * base.channels * base.modes,
               [=, &c, complex = spec.complex, state = node.entry(0), xd = c.data(x), x_batch = x.strides[0],
                y = c.data(node.output())](int64_t begin, int64_t end) {
                 for (int64_t row = 0; row < batch; ++row) {
                   ModesRun run = base;
                   run.tokens = count_of(c, row);
                   run.begin = begin;
                   run.end = end;
                   run.x[0] = xd + row * x_batch;
                   run.y[0] = y + row * tokens * width;
                   if (complex) {
                     run.x[1] = run.x[0] + run.channels;
                     run.y[1] = run.y[0] + run.channels;
                   }
                   run.state[0] = c.environment.state->entry(state).values(slot_of(c, row));
                   run.state[1] = run.state[0] + run.modes * run.channels;
                   c.kernels.modes(run);
                 }
               });
  return {};
}

Status diagonal_recurrence_compile(Compilation& c, const Node& node) {
  const DiagonalRecurrenceSpec spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  if (spec.modes > 0)
    return modes_compile(c, node, spec);
  const Tensor x = node.inputs[kDiagonalX], g = node.inputs[kDiagonalG];
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
