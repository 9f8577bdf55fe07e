// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/compilation.h"

namespace pareto::cpu {

Status compile_matmul(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]);
  if (!x.uniform() || node.inputs[0].strides[-1] != 1)
    return fail(ErrorCode::Unsupported, "A matrix product's input must have evenly spaced rows (" + node.scope + ").");
  const StoredWeight& weight = c.matrix(node.inputs[1]);
  if (weight.layout != Layout::Panels)
    return fail(ErrorCode::Unsupported, "A matrix product's weight must be declared as a matrix (" + node.scope + ").");
  PanelProduct p{};
  p.x = x[0];
  p.x_stride = x.count() > 1 ? x.stride() : x.width();
  p.m = x.count();
  p.k = x.width();
  p.panels = weight.data;
  p.type = weight.type;
  p.rows = weight.shape[0];
  p.bias = c.data(node.inputs[2]);
  p.y = c.data(node.output());
  p.y_stride = p.rows;
  const int64_t panels = (p.rows + kPanelRows - 1) / kPanelRows;
  c.add_shared(panels, p.m * p.k * p.rows / 8, [&c, p](int64_t begin, int64_t end, int thread) {
    PanelProduct part = p;
    part.first = begin;
    part.last = end;
    part.scratch = c.scratch(thread);
    c.kernels.panel_product(part);
  });
  return {};
}

} // namespace pareto::cpu
