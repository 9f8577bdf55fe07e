// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/norm_row.h"
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status gated_norm_compile(Compilation& c, const Node& node) {
  const GatedNormSpec spec = std::get<GatedNormSpec>(node.spec);
  const Rows x = c.rows(node.inputs[0]), gate = c.rows(node.inputs[1]), y = c.rows(node.output());
  const int64_t group = spec.norm.group > 0 ? spec.norm.group : x.width();
  const bool shared = node.inputs[2].shape.elements() == group;
  const NormRow row_spec = norm_row(c, spec.norm, node.inputs[2], {});
  c.add_shared(y.count(), y.count() * y.width(),
               [&c, x, gate, y, group, shared, row_spec, spec](int64_t begin, int64_t end, int) {
                 for (int64_t row = begin; row < end; ++row)
                   for (int64_t at = 0; at < x.width(); at += group) {
                     NormRow part = row_spec;
                     if (!shared)
                       part.weight += at;
                     c.kernels.gated_norm(part, static_cast<int>(spec.activation), spec.gate_first, x[row] + at,
                                          gate[row] + at, y[row] + at, group);
                   }
               });
  return {};
}

} // namespace

const CpuOperation ops::gated_norm{gated_norm_compile, no_scratch};

} // namespace pareto::cpu
