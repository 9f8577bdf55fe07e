// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status slstm_compile(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), weight = c.operand(node.inputs[1]);
  const Dims& y = node.output().shape;
  const int64_t batch = y[0], tokens = y[1], heads = y[2], width = y[3];
  std::vector<uint32_t> push;
  push_input(push, from, x, 4);
  push.insert(push.end(), {weight.at, u32(batch), u32(tokens), u32(heads)});
  return c.add(node, Shader::Slstm, {c.head_lanes(width), u32(width)},
               {c.step(), from.binding, weight.binding, c.entry(node.entry(kSlstmOut), Access::Write),
                c.entry(node.entry(kSlstmMean), Access::Write), c.entry(node.entry(kSlstmLogSum), Access::Write),
                c.operand(node.output(), Access::Write).binding},
               std::move(push), batch * heads,
               static_cast<double>(2 * kSlstmGates * batch * tokens * heads * width * width));
}

} // namespace

const GpuOperation ops::slstm{slstm_compile, no_scratch};

} // namespace pareto::gpu
