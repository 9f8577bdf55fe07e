// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/elementwise.h"
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status binary_compile(Compilation& c, const Node& node) {
  return add_elementwise(c, node, {1, static_cast<uint32_t>(std::get<BinarySpec>(node.spec).function)});
}

} // namespace

const GpuOperation ops::binary{binary_compile, no_scratch};

} // namespace pareto::gpu
