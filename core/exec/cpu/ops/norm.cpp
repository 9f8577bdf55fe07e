// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/norm_row.h"
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/products.h"

namespace pareto::cpu {

NormRows::NormRows(const Compilation& c, const Node& node)
    : m_kernels(c.kernels), m_row(norm_row(c, std::get<NormSpec>(node.spec), node.inputs[1], node.inputs[2])),
      m_x(c.rows(node.inputs[0])) {
  const NormSpec& spec = std::get<NormSpec>(node.spec);
  m_group = spec.group > 0 ? spec.group : m_x.width();
  m_shared = node.inputs[1] && node.inputs[1].shape.elements() == m_group;
}

void NormRows::run(int64_t row, float* y) const {
  for (int64_t at = 0; at < width(); at += m_group) {
    NormRow part = m_row;
    if (!m_shared && part.weight)
      part.weight += at;
    if (!m_shared && part.bias)
      part.bias += at;
    m_kernels.norm(part, m_x[row] + at, y + at, m_group);
  }
}

namespace {

Status norm_compile(Compilation& c, const Node& node) {
  const Rows y = c.rows(node.output());
  c.add_shared(y.count(), y.count() * y.width(), [y, norm = NormRows(c, node)](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      norm.run(row, y[row]);
  });
  return {};
}

/// Where products read it at once, each thread normalises all of the few rows for itself, behind the products' own.
int64_t norm_scratch_floats(const Node& node) {
  const Dims& shape = node.output().shape;
  return few_rows(shape) ? product_scratch(shape.back()) + shape.elements() : 0;
}

} // namespace

const CpuOperation ops::norm{norm_compile, norm_scratch_floats};

} // namespace pareto::cpu
