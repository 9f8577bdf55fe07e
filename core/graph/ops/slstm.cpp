// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature slstm_signature(const Node& node, const StepShape&) {
  const Dims &x = node.inputs[0].shape, &weight = node.inputs[1].shape;
  const Dims cell{x[3], x[4]};
  Signature s({x[0], x[1], x[3], x[4]}, {replaced(cell), replaced(cell), replaced(cell)});
  s.require(x.rank() == 5 && x[2] == kSlstmGates, "slstm takes x [B,T,4,H,D]");
  s.require(weight == Dims{kSlstmGates, x[3], x[4], x[4]}, "slstm takes a recurrent weight [4,H,D,D]");
  return s;
}

/// Four products with the last output, and some twenty operations a channel.
double slstm_flops(const Node& node, int64_t) {
  return output_elements(node) * (static_cast<double>(2 * kSlstmGates * node.inputs[0].shape[4]) + 20);
}

} // namespace

constinit const Operation operations::slstm{.signature = slstm_signature, .flops = slstm_flops, .mixes_tokens = true};

} // namespace pareto
