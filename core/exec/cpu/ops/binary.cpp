// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/elementwise.h"
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status binary_compile(Compilation& c, const Node& node) {
  const auto function = static_cast<int>(std::get<BinarySpec>(node.spec).function);
  const Tensor views[] = {node.output(), node.inputs[0], node.inputs[1]};
  const Broadcast shape(views, 3);
  float* out = c.data(node.output());
  const float *x = c.data(node.inputs[0]), *y = c.data(node.inputs[1]);
  add_elementwise(c, shape, [&c, shape, function, x, y, out](int64_t outer, int64_t at, int64_t count) {
    c.kernels.binary(function, x + shape.offset(1, outer) + at * shape.step[1], shape.step[1],
                     y + shape.offset(2, outer) + at * shape.step[2], shape.step[2], out + shape.offset(0, outer) + at,
                     count);
  });
  return {};
}

} // namespace

const CpuOperation ops::binary{binary_compile, no_scratch};

} // namespace pareto::cpu
