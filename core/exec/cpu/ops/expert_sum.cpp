// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status expert_sum_compile(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.output());
  const float* weights = c.data(node.inputs[1]);
  const auto* place = reinterpret_cast<const int32_t*>(c.data(node.inputs[2]));
  const int64_t chosen = node.inputs[2].shape.back(), width = y.width();
  const float one = 1;
  c.add_shared(y.count(), x.count() * width, [=, &c](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row) { // a row of weights times rows of x, each where its expert put it
      for (int64_t j = 0; j < chosen; ++j)
        c.kernels.product({weights ? weights + row * chosen + j : &one, 1, x[place[row * chosen + j]], width, y[row],
                           width, 1, width, 1, j > 0});
    }
  });
  return {};
}

} // namespace

const CpuOperation ops::expert_sum{expert_sum_compile, no_scratch};

} // namespace pareto::cpu
