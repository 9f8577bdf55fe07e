// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

double attention_backward_flops(const Node& node, int64_t) {
  Node forward;
  forward.spec = std::get<AttentionBackwardSpec>(node.spec).of;
  forward.inputs.assign(node.inputs.begin() + 1, node.inputs.end());
  return 2.5 * operation(Op::Attention).flops(forward, 0); // the logits again, and four products where there were two
}

} // namespace

constinit const Operation operations::attention_backward{.signature = signature_of_gradients,
                                                         .flops = attention_backward_flops};

} // namespace pareto
