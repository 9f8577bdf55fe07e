// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/products.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

constexpr int64_t kFinishedBytes = 256 << 10; ///< columns that are finished together fit the second-level cache

int64_t panels_of(const ProductStep& step) { return (step.products.front().rows + kPanelRows - 1) / kPanelRows; }

/// Panels computed before they are finished.
int64_t block_of(const ProductStep& step) {
  if (!step.finish)
    return panels_of(step);
  const int64_t panel_bytes = step.products.front().m * kPanelRows * 4 * static_cast<int64_t>(step.products.size());
  return std::max<int64_t>(1, kFinishedBytes / panel_bytes);
}

/// Panels [begin, end) of one step; `x`: instead of its own input, dense.
void run_panels(const Kernels& kernels, const ProductStep& step, int64_t begin, int64_t end, const float* x,
                float* scratch) {
  const int64_t block = block_of(step), rows = step.products.front().rows;
  for (int64_t first = begin; first < end; first += block) {
    const int64_t last = std::min(end, first + block);
    for (PanelProduct part : step.products) {
      part.first = first;
      part.last = last;
      part.scratch = scratch;
      if (x) {
        part.x = x;
        part.x_stride = part.k;
      }
      kernels.panel_product(part);
    }
    if (step.finish)
      step.finish(first * kPanelRows, std::min(rows, last * kPanelRows));
  }
}

} // namespace

Result<PanelProduct> panel_product_of(Compilation& c, const Node& node, float* y) {
  const Rows x = c.rows(node.inputs[0]);
  if (!x.uniform() || (node.inputs[0].strides[-1] != 1 && x.width() > 1)) // an axis of one has no stride
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
  p.y = y;
  p.y_stride = p.rows;
  return p;
}

void add_products(Compilation& c, std::vector<ProductStep> steps, Prologue prologue) {
  int64_t panels = 0, elements = 0;
  for (const ProductStep& step : steps) {
    panels += panels_of(step);
    for (const PanelProduct& p : step.products)
      elements += p.m * p.k * p.rows / 8;
  }
  c.add_shared(panels, elements,
               [&c, steps = std::move(steps), make = std::move(prologue)](int64_t begin, int64_t end, int thread) {
                 const float* const x = make ? make(thread) : nullptr;
                 int64_t at = 0; // first panel of this step among all
                 for (const ProductStep& step : steps) {
                   const int64_t first = std::max(begin, at), last = std::min(end, at + panels_of(step));
                   if (first < last)
                     run_panels(c.kernels, step, first - at, last - at, x, c.scratch(thread));
                   at += panels_of(step);
                 }
               });
}

} // namespace pareto::cpu
