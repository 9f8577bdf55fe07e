// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"
#include "gpu/ops/row_reduction.h"

namespace pareto::gpu {

namespace {

Status arg_max_compile(Compilation& c, const Node& node) {
  return add_row_reduction(c, node, Shader::ArgMax, c.device.software_kernels() ? 64 : 256);
}

} // namespace

const GpuOperation ops::arg_max{arg_max_compile, no_scratch};

} // namespace pareto::gpu
