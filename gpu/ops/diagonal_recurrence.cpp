// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"
#include "gpu/ops/scan.h"

namespace pareto::gpu {

namespace {

Status modes_compile(Compilation& c, const Node& node, const DiagonalRecurrenceSpec& spec) {
  const ScanShape s = scan_shape(node);
  const ScanPlan plan = plan_scan(c.device, s);
  const Operand xo = c.operand(node.inputs[kDiagonalX]);
  std::vector<uint32_t> push{u32(s.batch), u32(s.tokens), u32(s.channels)};
  push_input(push, xo, node.inputs[kDiagonalX], 2);
  std::vector<Binding> inputs{c.step(), xo.binding};
  for (size_t part = kDiagonalKeepRe; part <= kDiagonalReadIm; ++part) {
    const Operand operand = c.operand(node.inputs[part]);
    push.push_back(operand.at);
    inputs.push_back(operand.binding);
  }
  push.insert(push.end(), {u32(plan.chunk), u32(plan.chunks)});
  return add_passes(c, node, c.operand({}), [&](ScanPass pass) {
    std::vector<Binding> bindings = inputs;
    bind_results(c, node, plan, pass, bindings);
    return c.add(node, Shader::Modes, {scan_lanes(c), u32(s.modes), spec.complex, static_cast<uint32_t>(pass)},
                 std::move(bindings), push, groups_for(s.lines() * plan.chunks, scan_lanes(c)),
                 8.0 * static_cast<double>(s.lines() * s.tokens * s.modes));
  });
}

Status diagonal_recurrence_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  if (spec.modes > 0)
    return modes_compile(c, node, spec);
  const ScanShape s = scan_shape(node);
  const ScanPlan plan = plan_scan(c.device, s);
  const Tensor &x = node.inputs[kDiagonalX], &g = node.inputs[kDiagonalG];
  const Operand xo = c.operand(x), go = c.operand(g);
  std::vector<uint32_t> push{u32(s.batch), u32(s.tokens), u32(s.channels)};
  push_input(push, xo, x, 2);
  push_input(push, go, g, 2);
  push.insert(push.end(), {u32(plan.chunk), u32(plan.chunks)});
  return add_passes(c, node, c.operand({}), [&](ScanPass pass) {
    std::vector<Binding> bindings{c.step(), xo.binding, go.binding};
    bind_results(c, node, plan, pass, bindings);
    return c.add(node, Shader::DiagonalRecurrence,
                 {scan_lanes(c), spec.sqrt_factor, spec.reset_first, static_cast<uint32_t>(pass), spec.log_sum,
                  spec.read_before, spec.angles},
                 std::move(bindings), push, groups_for(s.lines() * plan.chunks, scan_lanes(c)));
  });
}

} // namespace

const GpuOperation ops::diagonal_recurrence{diagonal_recurrence_compile, scan_scratch};

} // namespace pareto::gpu
