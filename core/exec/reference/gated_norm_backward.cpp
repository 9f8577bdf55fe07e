// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/normalised.h"
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y = norm(x i) w o with the gate f(g) inside (i) or outside (o), the other one 1: with n = norm(x i), dn = dy w o and
/// dz = norm'(x i) dn: dw = sum of dy n o, dx = dz i, and dg = f'(g) times dz x (inside) or dy w n (outside).
void gated_norm_backward(const Step& step) {
  const GatedNormSpec& spec = step.spec<GatedNormBackwardSpec>().of;
  const View weight = input(step, 3);
  const std::vector<View> d = gradients(step);
  RowMatrix dy = input(step, 0).copy(input(step, 0).extent(-1));
  const RowMatrix x = input(step, 1).copy(dy.cols()), g = input(step, 2).copy(dy.cols()),
                  one = RowMatrix::Ones(dy.rows(), dy.cols());
  const RowMatrix f = apply({spec.activation}, g.array());
  const RowMatrix &inside = spec.gate_first ? f : one, &outside = spec.gate_first ? one : f;
  const RowMatrix z = x.cwiseProduct(inside), n = normalised(spec.norm, z);
  d[2].dense(weight.elements()) = sums(weight.elements(), dy.cwiseProduct(n).cwiseProduct(outside));
  in_rows_of(weight.elements(), dy).array().rowwise() *= weight.copy().transpose();
  const RowMatrix dz = normalised_backward(spec.norm, z, dy.cwiseProduct(outside));
  d[0].dense(dy.cols()) = dz.cwiseProduct(inside);
  const RowMatrix dgate = spec.gate_first ? RowMatrix(dz.cwiseProduct(x)) : RowMatrix(dy.cwiseProduct(n));
  d[1].dense(dy.cols()) = dgate.array() * slope({spec.activation}, g.array());
}

} // namespace pareto::reference
