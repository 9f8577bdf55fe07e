// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field_rows.h"
#include "core/model/layer_context.h"

namespace pareto {

/// Rows that feed-forward parts of several kinds have: width inside, activation, bias of the projections.
namespace rows {
template <class F>
Row<F> width_row() {
  return whole("width", &F::width, ranges::kWide);
}
template <class F>
Row<F> activation_row(UnaryFunction usual) {
  return activation("activation", &F::activation, usual)
      .refused("has a feed-forward activation that is not written to blueprints.");
}
template <class F>
Row<F> bias_row() {
  return toggle("bias", &F::bias).is(false).means("bias of its projections");
}
} // namespace rows
} // namespace pareto
