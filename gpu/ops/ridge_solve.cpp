// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status ridge_solve_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<RidgeSolveSpec>(node.spec);
  const Dims& y = node.output().shape;
  const int64_t batch = y[0], tokens = y[1], heads = y[2], keys = y[3];
  std::vector<uint32_t> push;
  std::vector<Binding> bindings{c.step()};
  for (const RidgeInput which : {kRidgeQ, kRidgeK, kRidgeBeta, kRidgeLogDecay}) {
    const Operand input = c.operand(node.inputs[which]);
    push_input(push, input, node.inputs[which]);
    bindings.push_back(input.binding);
  }
  const Operand ridge = c.operand(node.inputs[kRidgeRidge]);
  push.insert(push.end(), {ridge.at, u32(batch), u32(tokens), u32(heads), bits(spec.eps)});
  bindings.insert(bindings.end(), {ridge.binding, c.entry(node.entry(0), Access::Write),
                                   c.operand(node.output(), Access::Write).binding});
  return c.add(node, Shader::RidgeSolve, {c.head_lanes(keys), u32(keys), u32(spec.iterations)}, std::move(bindings),
               std::move(push), batch * heads,
               2.0 * static_cast<double>((spec.iterations + 2) * batch * tokens * heads * keys * keys));
}

} // namespace

const GpuOperation ops::ridge_solve{ridge_solve_compile, no_scratch};

} // namespace pareto::gpu
