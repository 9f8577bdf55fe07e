// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/elementwise.h"
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status gated_activation_compile(Compilation& c, const Node& node) {
  return add_elementwise(c, node, {2, static_cast<uint32_t>(std::get<GatedActivationSpec>(node.spec).activation)});
}

} // namespace

const GpuOperation ops::gated_activation{gated_activation_compile, no_scratch};

} // namespace pareto::gpu
