// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/norm_row.h"
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status compile(Compilation& c, const Node& node) {
  const NormSpec spec = std::get<NormSpec>(node.spec);
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.output());
  const int64_t group = spec.group > 0 ? spec.group : x.width();
  const bool shared = node.inputs[1] && node.inputs[1].shape.elements() == group;
  const NormRow row_spec = norm_row(c, spec, node.inputs[1], node.inputs[2]);
  c.add_shared(y.count(), y.count() * y.width(), [&c, x, y, group, shared, row_spec](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t at = 0; at < x.width(); at += group) {
        NormRow part = row_spec;
        if (!shared && part.weight)
          part.weight += at;
        if (!shared && part.bias)
          part.bias += at;
        c.kernels.norm(part, x[row] + at, y[row] + at, group);
      }
  });
  return {};
}

} // namespace

const CpuOperation ops::norm{compile, no_scratch};

} // namespace pareto::cpu
