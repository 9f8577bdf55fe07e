// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature diagonal_recurrence_signature(const Node& node, const StepShape&) {
  const Dims& x = node.inputs[0].shape;
  Signature s(x, {replaced({x.back()})});
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  s.require(x.rank() == 3 && (spec.angles ? !node.inputs[1] : x == node.inputs[1].shape),
            "diagonal_recurrence takes x and g [B,T,D], but for angles");
  s.require(!spec.angles || !(spec.log_sum || spec.sqrt_factor), "diagonal_recurrence only adds angles up");
  s.require(!(spec.log_sum && spec.sqrt_factor), "diagonal_recurrence weighs no exponentials");
  return s;
}

double diagonal_recurrence_flops(const Node& node, int64_t) { return 3 * output_elements(node); }

} // namespace

constinit const Operation operations::diagonal_recurrence{.signature = diagonal_recurrence_signature,
                                                          .flops = diagonal_recurrence_flops};

} // namespace pareto
