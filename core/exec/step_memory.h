// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/passes/fuse.h"
#include "core/model/footprint.h"

namespace pareto {

/// The patterns that the Vulkan executor runs together unless it is told otherwise: those that save it a dispatch.
constexpr FusionSet vulkan_fusions() {
  return FusionSet::none().with(Fusion::ProductActivation).with(Fusion::ProductResidual);
}

/// Bytes of a compiled step of this shape beside weights and state: what Program::activation_bytes() of the CPU
/// executor says, to the byte, on `threads` threads (0: those it uses). A GPU's kernels add scratch of their own to its
/// values.
int64_t activation_bytes(const Footprint& footprint, StepShape shape, LogitRows rows = LogitRows::Last,
                         int threads = 0);

} // namespace pareto
