// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

double gated_norm_backward_flops(const Node& node, int64_t) {
  return 14 * static_cast<double>(node.inputs[0].shape.elements());
}

} // namespace

constinit const Operation operations::gated_norm_backward{.signature = signature_of_gradients,
                                                          .flops = gated_norm_backward_flops};

} // namespace pareto
