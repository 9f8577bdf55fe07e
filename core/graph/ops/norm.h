// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

#include <cstdint>

namespace pareto {

/// Normalises groups of `group` consecutive channels of the last axis (0 = the whole axis), then
/// multiplies by weight and adds bias where given. inputs: x, weight?, bias?; both span the last axis or one group
/// (then shared by all groups). Sinkhorn: a group is a square matrix, row by row; the softmax of each row, plus eps, is
/// divided by the sums of the columns, and `turns` - 1 times by those of the rows and then of the columns, eps added to
/// each sum (manifold-constrained hyper-connections, arXiv 2512.24880).
struct NormSpec {
  NormKind kind = NormKind::Rms;
  float eps = 1e-6f;
  int64_t group = 0;
  int64_t turns = 1; ///< of Sinkhorn
  bool operator==(const NormSpec&) const = default;
};

/// Rows of a square matrix of so many elements, rounded where there is none.
int64_t matrix_side(int64_t elements);

} // namespace pareto
