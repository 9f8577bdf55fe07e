// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/elementwise.h"
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status unary_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<UnarySpec>(node.spec);
  return add_elementwise(c, node, {0, static_cast<uint32_t>(spec.function), spec.a, spec.b});
}

} // namespace

const GpuOperation ops::unary{unary_compile, no_scratch};

} // namespace pareto::gpu
