// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

double matmul_backward_flops(const Node& node, int64_t) {
  return 4 * static_cast<double>(node.inputs[0].shape.elements() * node.inputs[2].shape[1]); // two products
}

} // namespace

constinit const Operation operations::matmul_backward{.signature = signature_of_gradients,
                                                      .flops = matmul_backward_flops};

} // namespace pareto
