// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/norm_rows.h"
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status gated_norm_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<GatedNormSpec>(node.spec);
  return add_norm(c, node, spec.norm, node.inputs[1], spec.gate_first ? 1 : 2, spec.activation, node.inputs[2], {});
}

} // namespace

const GpuOperation ops::gated_norm{gated_norm_compile, no_scratch};

} // namespace pareto::gpu
