// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <cstring>

namespace pareto::cpu {

namespace {

Status token_shift_compile(Compilation& c, const Node& node) {
  const Tensor x = node.inputs[0];
  const int64_t batch = node.output().shape[0], tokens = node.output().shape[1], width = node.output().shape[2];
  const float* from = c.data(x);
  float* y = c.data(node.output());
  add_channels(c, width, batch * tokens * width, [=, &c, state = node.entry(0)](int64_t begin, int64_t end) {
    const size_t bytes = static_cast<size_t>(end - begin) * 4;
    for (int64_t row = 0; row < batch; ++row) {
      float *last = c.environment.state->entry(state).values(slot_of(c, row)) + begin,
            *to = y + row * tokens * width + begin;
      const float* x_row = from + row * x.strides[0] + begin;
      const int64_t count = count_of(c, row);
      std::memcpy(to, last, bytes);
      for (int64_t t = 1; t < count; ++t)
        std::memcpy(to + t * width, x_row + (t - 1) * x.strides[1], bytes);
      std::memcpy(last, x_row + (count - 1) * x.strides[1], bytes);
    }
  });
  return {};
}

} // namespace

const CpuOperation ops::token_shift{token_shift_compile, no_scratch};

} // namespace pareto::cpu
