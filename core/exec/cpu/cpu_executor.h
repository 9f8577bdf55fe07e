// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/graph/passes/fuse.h"

#include <memory>
#include <string>

namespace pareto {

/// The patterns that are worth it here: what programs use where nobody asks otherwise.
constexpr FusionSet cpu_fusions() { return FusionSet::all(); }

struct CpuOptions {
  int threads = 0;                   ///< 0 = every CPU this process may use
  std::string instruction_set;       ///< "baseline", "avx2"; empty = the best this machine has
  FusionSet fusions = cpu_fusions(); ///< patterns of nodes that run together
};

/// The compiled CPU executor: packed weights, planned memory, one parallel region a step.
Result<std::unique_ptr<Executor>> make_cpu_executor(CpuOptions options = {});

/// Name of the instruction set make_cpu_executor({}) uses here.
std::string cpu_instruction_set();

} // namespace pareto
