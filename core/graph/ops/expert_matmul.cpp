// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/ops/expert_matmul.h"

#include "core/graph/operation.h"

#include <cmath>

namespace pareto {

namespace {

Signature expert_matmul_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<ExpertMatmulSpec>(node.spec);
  const Tensor &x = node.inputs[0], &weight = node.inputs[1], &bias = node.inputs[2], &offsets = node.inputs[3];
  Signature s({x.shape[0], weight.shape[0] / spec.experts});
  s.require(x.shape.rank() == 2 && x.dense(), "expert_matmul takes x [N,in] in the order of experts");
  s.require(weight.shape.rank() == 2 && weight.shape[1] == x.shape[1] && weight.shape[0] % spec.experts == 0,
            "expert_matmul takes a weight [E out,in]");
  s.require(!bias || bias.shape.elements() == weight.shape[0], "expert_matmul takes a bias [E out]");
  s.require(!offsets || (offsets.kind == Kind::I32 && offsets.shape.elements() == spec.experts + 1),
            "expert_matmul takes the offsets of a route");
  s.require(offsets || x.shape[0] % spec.experts == 0, "expert_matmul shares rows out evenly where no route does");
  return s;
}

double expert_matmul_flops(const Node& node, int64_t) {
  const auto share = static_cast<double>(std::get<ExpertMatmulSpec>(node.spec).share);
  return 2 * share * output_elements(node) * static_cast<double>(node.inputs[1].shape[1]);
}

/// Of the matrices those that a step reads on average.
int64_t expert_matmul_reads(const Node& node, const Tensor& input) {
  const auto& spec = std::get<ExpertMatmulSpec>(node.spec);
  if (input.id != node.inputs[1].id && !(node.inputs[2] && input.id == node.inputs[2].id))
    return input.shape.elements();
  const int64_t rows = node.inputs[0].shape[0] / spec.chosen;
  const double each = static_cast<double>(spec.chosen) * static_cast<double>(spec.share);
  const double share = distinct_experts(spec.experts, each, rows) / static_cast<double>(spec.experts);
  return std::llround(static_cast<double>(input.shape.elements()) * share);
}

} // namespace

constinit const Operation operations::expert_matmul{
    .signature = expert_matmul_signature, .flops = expert_matmul_flops, .reads = expert_matmul_reads};

} // namespace pareto
