// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature concat_signature(const Node& node, const StepShape&) {
  const Dims &x = node.inputs[0].shape, &y = node.inputs[1].shape;
  Signature s(x);
  Dims other = y;
  other[-1] = x.back();
  s.outputs[0].shape[-1] = x.back() + y.back();
  s.require(other == x, "concat takes two tensors that differ in the last axis only");
  s.require(node.inputs[0].strides[-1] == 1 && node.inputs[1].strides[-1] == 1, "concat takes rows without gaps");
  return s;
}

std::vector<Tensor> concat_gradient(Graph&, const Node& node, std::span<const Tensor> dz) {
  const int64_t first = node.inputs[0].shape.back();
  return {dz[0].slice(-1, 0, first), dz[0].slice(-1, first, node.inputs[1].shape.back())};
}

} // namespace

constinit const Operation operations::concat{
    .signature = concat_signature, .flops = no_flops, .gradient = concat_gradient};

} // namespace pareto
