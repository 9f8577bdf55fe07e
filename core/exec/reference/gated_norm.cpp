// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/normalised.h"
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = norm(x f(g)) w (Mamba-2, arXiv 2405.21060), or norm(x) w f(g) (gated DeltaNet, arXiv 2412.06464).
void gated_norm(const Step& step) {
  const auto& spec = step.spec<GatedNormSpec>();
  const View x = input(step, 0), weight = input(step, 2);
  const int64_t width = x.extent(-1);
  const RowArray gate =
      input(step, 1).copy(width).unaryExpr([&](double g) { return apply_unary({spec.activation}, g); });
  RowMatrix y = x.copy(width);
  if (spec.gate_first)
    y.array() *= gate;
  y = normalised(spec.norm, y);
  if (weight)
    in_rows_of(weight.elements(), y).array().rowwise() *= weight.copy().transpose();
  if (!spec.gate_first)
    y.array() *= gate;
  output(step).dense(width) = y;
}

} // namespace pareto::reference
