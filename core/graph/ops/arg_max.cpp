// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature arg_max_signature(const Node& node, const StepShape&) {
  const Dims& x = node.inputs[0].shape;
  Signature s{Dims()};
  s.outputs[0].kind = Kind::I32;
  for (int axis = 0; axis + 1 < x.rank(); ++axis)
    s.outputs[0].shape.push_back(x[axis]);
  return s;
}

} // namespace

constinit const Operation operations::arg_max{.signature = arg_max_signature};

} // namespace pareto
