// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/matrix_recurrence.h"

namespace pareto {

/// Gradients of the matrix recurrence from a zero state, by going back through its steps: with G the gradient of S_t,
///   o = scale S^T q:           dq = scale S do,            G += scale q do^T
///   S = S' + k u^T:            dk = G u,                   du = G^T k
///   delta, u = beta (v - S'^T k): dbeta = du . (v - S'^T k), dv = beta du, dk -= S' dv, G -= k dv^T
///   low rank, + b (a^T S_{t-1}): db = G S_{t-1}^T a, da = S_{t-1} G^T b, the past gains a (G^T b)^T
///   S' = D S_{t-1}:            dlog_decay = rows of G o S' summed, the past gains D G
/// What is read before the update adds to G behind it. Not of several writes and not of a decay by column.
/// inputs: dy [B,T,H,V], then those of matrix_recurrence; outputs: one for each of these that is present.
struct MatrixRecurrenceBackwardSpec {
  MatrixRecurrenceSpec of;
  bool operator==(const MatrixRecurrenceBackwardSpec&) const = default;
};

} // namespace pareto
