// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <cstring>

namespace pareto::cpu {

namespace {

Status select_last_compile(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const float* from = c.data(x);
  float* y = c.data(node.output());
  const int64_t width = node.output().shape[1], batch = node.output().shape[0], row = x.strides[1],
                sequence = x.strides[0];
  c.add(
      [=, &c](int) {
        for (int64_t b = 0; b < batch; ++b)
          std::memcpy(y + b * width,
                      from + b * sequence + (c.environment.input->count[static_cast<size_t>(b)] - 1) * row,
                      static_cast<size_t>(width) * 4);
      },
      true);
  return {};
}

} // namespace

const CpuOperation ops::select_last{select_last_compile, no_scratch};

} // namespace pareto::cpu
