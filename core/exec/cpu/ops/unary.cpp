// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/elementwise.h"
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status unary_compile(Compilation& c, const Node& node) {
  const UnarySpec spec = std::get<UnarySpec>(node.spec);
  const Tensor views[] = {node.output(), node.inputs[0]};
  const Broadcast shape(views, 2);
  float* y = c.data(node.output());
  const float* x = c.data(node.inputs[0]);
  add_elementwise(c, shape, [&c, shape, spec, x, y](int64_t outer, int64_t at, int64_t count) {
    const float* from = x + shape.offset(1, outer);
    float* to = y + shape.offset(0, outer) + at;
    if (shape.step[1] == 1 || count == 1) {
      c.kernels.unary(static_cast<int>(spec.function), spec.a, spec.b, from + at * shape.step[1], to, count);
      return;
    }
    float one = 0;
    c.kernels.unary(static_cast<int>(spec.function), spec.a, spec.b, from, &one, 1);
    std::fill_n(to, count, one);
  });
  return {};
}

} // namespace

const CpuOperation ops::unary{unary_compile, no_scratch};

} // namespace pareto::cpu
