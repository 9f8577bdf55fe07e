// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

double norm_backward_flops(const Node& node, int64_t) {
  return 10 * static_cast<double>(node.inputs[0].shape.elements());
}

} // namespace

constinit const Operation operations::norm_backward{.signature = signature_of_gradients, .flops = norm_backward_flops};

} // namespace pareto
