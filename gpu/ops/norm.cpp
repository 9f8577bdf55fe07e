// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/norm_rows.h"
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status norm_compile(Compilation& c, const Node& node) {
  return add_norm(c, node, std::get<NormSpec>(node.spec), {}, 0, UnaryFunction::Identity, node.inputs[1],
                  node.inputs[2]);
}

} // namespace

const GpuOperation ops::norm{norm_compile, no_scratch};

} // namespace pareto::gpu
