// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/compilation.h"

namespace pareto::cpu {

/// What the CPU executor knows of one operation: one constant each, at the end of ops/<name>.cpp. There are no
/// defaults: an operation that takes no scratch says so.
struct CpuOperation {
  using Compile = Status (*)(Compilation& c, const Node& node);
  using Scratch = int64_t (*)(const Node& node);
  constexpr CpuOperation(Compile compiles, Scratch needs) : compile(compiles), scratch(needs) {}

  Compile compile; ///< adds the tasks of a node
  Scratch scratch; ///< floats that each thread needs for itself while they run, also where a pattern runs the node
};

/// A constant for each operation of the list. One that is missing does not link.
namespace ops {
#define PARETO_DECLARE(Name, name) extern const CpuOperation name;
PARETO_OPERATIONS(PARETO_DECLARE)
#undef PARETO_DECLARE
} // namespace ops

const CpuOperation& cpu_operation(Op op);

// -- what several operations have in common

/// Of tasks that go straight from inputs and state to the outputs.
int64_t no_scratch(const Node& node);
/// "The CPU executor has no operation NAME."
Status refuse(Compilation& c, const Node& node);

} // namespace pareto::cpu
