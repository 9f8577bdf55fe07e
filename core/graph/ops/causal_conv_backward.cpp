// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

double causal_conv_backward_flops(const Node& node, int64_t) { // the sum again, and its two gradients
  return 6 *
         static_cast<double>(node.inputs[0].shape.elements() * std::get<CausalConvBackwardSpec>(node.spec).of.width);
}

} // namespace

constinit const Operation operations::causal_conv_backward{.signature = signature_of_gradients,
                                                           .flops = causal_conv_backward_flops};

} // namespace pareto
