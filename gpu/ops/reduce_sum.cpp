// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"
#include "gpu/ops/row_reduction.h"

namespace pareto::gpu {

namespace {

Status reduce_sum_compile(Compilation& c, const Node& node) {
  return add_row_reduction(c, node, Shader::ReduceSum, c.row_lanes(node.inputs[0].shape.back()));
}

} // namespace

const GpuOperation ops::reduce_sum{reduce_sum_compile, no_scratch};

} // namespace pareto::gpu
