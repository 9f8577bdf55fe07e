// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature signature(const Node& node, const StepShape&) {
  Signature s(node.inputs[1].shape);
  s.require(node.inputs[0].shape == node.inputs[1].shape, "gated_activation takes a gate and an up of one shape");
  return s;
}

} // namespace

constinit const Operation operations::gated_activation{.signature = signature};

} // namespace pareto
