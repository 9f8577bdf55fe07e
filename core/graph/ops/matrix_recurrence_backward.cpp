// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

double matrix_recurrence_backward_flops(const Node& node, int64_t) {
  Node forward;
  forward.spec = std::get<MatrixRecurrenceBackwardSpec>(node.spec).of;
  forward.inputs.assign(node.inputs.begin() + 1, node.inputs.end());
  return 3 * operation(Op::MatrixRecurrence).flops(forward, 0); // the states again, and two gradients for each product
}

} // namespace

constinit const Operation operations::matrix_recurrence_backward{.signature = signature_of_gradients,
                                                                 .flops = matrix_recurrence_backward_flops};

} // namespace pareto
