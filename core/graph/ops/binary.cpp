// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature binary_signature(const Node& node, const StepShape&) {
  Signature s(node.inputs[0].shape);
  s.require(node.inputs[0].shape == node.inputs[1].shape, "binary takes two views of one shape");
  return s;
}

std::vector<double> binary_fold(const Node& node, std::span<const std::vector<double>> inputs) {
  std::vector<double> z = inputs[0];
  for (size_t i = 0; i < z.size(); ++i)
    z[i] = apply_binary(std::get<BinarySpec>(node.spec).function, z[i], inputs[1][i]);
  return z;
}

std::string binary_key(const Spec& spec) {
  return std::to_string(static_cast<int>(std::get<BinarySpec>(spec).function));
}

std::vector<Tensor> binary_gradient(Graph& graph, const Node& node, std::span<const Tensor> dz) {
  const Tensor &x = node.inputs[0], &y = node.inputs[1];
  switch (std::get<BinarySpec>(node.spec).function) {
  case BinaryFunction::Add: return {dz[0], dz[0]};
  case BinaryFunction::Sub: return {dz[0], graph.scale(dz[0], -1)};
  case BinaryFunction::Mul: return {graph.mul(dz[0], y), graph.mul(dz[0], x)};
  case BinaryFunction::Div: break;
  }
  const Tensor dx = graph.binary(dz[0], y, BinaryFunction::Div); // dz / y, and -(dz / y) (x / y)
  return {dx, graph.scale(graph.mul(dx, graph.binary(x, y, BinaryFunction::Div)), -1)};
}

} // namespace

double apply_binary(BinaryFunction function, double x, double y) {
  switch (function) {
  case BinaryFunction::Add: return x + y;
  case BinaryFunction::Sub: return x - y;
  case BinaryFunction::Mul: return x * y;
  case BinaryFunction::Div: return x / y;
  }
  return 0;
}

constinit const Operation operations::binary{
    .signature = binary_signature, .fold = binary_fold, .key = binary_key, .gradient = binary_gradient};

} // namespace pareto
