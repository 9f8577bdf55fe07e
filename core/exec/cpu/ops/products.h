// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/compilation.h"

#include <functional>
#include <vector>

namespace pareto::cpu {

/// Products of one input with matrices of the same rows, and what is done to their columns while these are in the
/// cache.
struct ProductStep {
  std::vector<PanelProduct> products;
  std::function<void(int64_t begin, int64_t end)> finish; ///< columns [begin, end) of every row of x; empty: nothing
};

/// Rows of a step up to which a barrier costs as much as a product.
inline constexpr int64_t kFewRows = 16;
inline bool few_rows(const Dims& shape) { return shape.elements() <= kFewRows * shape.back(); }

/// Makes what all products of a region read, [m, k] dense, in memory of the thread's own.
using Prologue = std::function<const float*(int thread)>;

/// The product of a matmul node, into `y` [rows, out].
Result<PanelProduct> panel_product_of(Compilation& c, const Node& node, float* y);
/// One parallel region for all of them: their panels are shared out together. With a prologue they read what it makes
/// instead of their own input.
void add_products(Compilation& c, std::vector<ProductStep> steps, Prologue prologue = {});

} // namespace pareto::cpu
