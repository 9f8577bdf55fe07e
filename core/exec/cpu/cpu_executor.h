// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/graph/passes/fuse.h"

#include <memory>
#include <string>

namespace pareto {

/// The patterns that are worth it here: what programs use where nobody asks otherwise. Measured on two AVX2 cores with
/// the `fuse-*` lines of bench, four runs in turns: sibling products save 5 to 9 % of a decode step, rope into the
/// cache and activations up to 5 %, norms before products 1 to 5 % (a prefill takes as long as without); the three left
/// out cost 1 to 4 % of a prefill or 3 to 12 % of a step.
constexpr FusionSet cpu_fusions() {
  return FusionSet::all().without(Fusion::GatedProduct).without(Fusion::ProductResidual).without(Fusion::ConvNorm);
}

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
