// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"
#include "gpu/ops/scan.h"

namespace pareto::gpu {

namespace {

Status diagonal_recurrence_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  const ScanShape s = scan_shape(node);
  const ScanPlan plan = plan_scan(c.device, s);
  const Tensor &x = node.inputs[0], &g = node.inputs[1];
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
