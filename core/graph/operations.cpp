// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

#include <bit>

namespace pareto {

const Operation& operation(Op op) {
#define PARETO_ENTRY(Name, name) &operations::name,
  static constexpr const Operation* kTable[kOpCount] = {PARETO_OPERATIONS(PARETO_ENTRY)};
#undef PARETO_ENTRY
  return *kTable[static_cast<size_t>(op)];
}

namespace {

bool has_gradient(const Tensor& input) { return input && input.kind == Kind::Real; }

} // namespace

const char* to_string(Op op) {
#define PARETO_NAME(Name, name) #name,
  static constexpr const char* kNames[kOpCount] = {PARETO_OPERATIONS(PARETO_NAME)};
#undef PARETO_NAME
  return kNames[static_cast<size_t>(op)];
}

Signature signature_of_gradients(const Node& node, const StepShape&) {
  Signature s({});
  s.outputs.clear();
  for (size_t i = 1; i < node.inputs.size(); ++i)
    if (has_gradient(node.inputs[i]))
      s.outputs.push_back({node.inputs[i].shape});
  s.require(!s.outputs.empty(), "a backward operation takes an input that has a gradient");
  return s;
}

std::vector<Tensor> record_gradients(Graph& graph, Spec spec, const Node& node,
                                     std::span<const Tensor> output_gradients) {
  std::vector<Tensor> inputs{output_gradients[0]}, gradients;
  inputs.insert(inputs.end(), node.inputs.begin(), node.inputs.end());
  const std::vector<Tensor> outputs = graph.record(std::move(spec), std::move(inputs));
  auto next = outputs.begin();
  for (const Tensor& input : node.inputs)
    gradients.push_back(has_gradient(input) ? *next++ : Tensor{});
  return gradients;
}

StateDecl replaced_by_experts(const Tensor& offsets, const Dims& shape, int64_t rows, const StepShape& step) {
  const int64_t experts = offsets.shape[0] - 1;
  Dims all = shape;
  all[0] *= experts;
  StateDecl decl = replaced(all);
  const double chosen = static_cast<double>(rows) / (static_cast<double>(step.batch) * step.tokens);
  decl.touched = distinct_experts(experts, chosen, step.tokens) / static_cast<double>(experts);
  return decl;
}

bool has_rows_of_experts(const Dims& x, const Tensor& offsets, const Tensor& order) {
  return order && x[0] == 1 && offsets.kind == Kind::I32 && offsets.shape.rank() == 1 && offsets.shape[0] > 1 &&
         order.kind == Kind::I32 && order.shape.rank() == 1 && order.shape[0] == x[1];
}

Signature signature_of_first(const Node& node, const StepShape&) { return Signature(node.inputs[0].shape); }

std::string bits_of(float value) { return std::to_string(std::bit_cast<uint32_t>(value)); }

} // namespace pareto
