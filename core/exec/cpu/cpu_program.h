// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/cpu_weights.h"
#include "core/exec/executor.h"
#include "core/graph/passes/fuse.h"

#include <memory>

namespace pareto::cpu {

/// A step compiled for the threads of `team`, which it shares with other programs.
Result<std::unique_ptr<Program>> make_program(const Graph& graph, const CpuWeights& weights, ThreadTeam& team,
                                              const Kernels& kernels, FusionSet fusions);

} // namespace pareto::cpu
