// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/gpu_program.h"

namespace pareto::gpu {

/// What the Vulkan executor knows of one operation: one constant each, at the end of ops/<name>.cpp. There are no
/// defaults: an operation that takes no scratch says so.
struct GpuOperation {
  using Compile = Status (*)(Compilation& c, const Node& node);
  using Scratch = int64_t (*)(const Device& device, const Node& node);
  constexpr GpuOperation(Compile compiles, Scratch needs) : compile(compiles), scratch(needs) {}

  Compile compile; ///< adds the work of a node
  Scratch scratch; ///< floats of scratch that it takes while it runs; all nodes use one buffer in turn
};

/// A constant for each operation of the list. One that is missing does not link.
namespace ops {
#define PARETO_DECLARE(Name, name) extern const GpuOperation name;
PARETO_OPERATIONS(PARETO_DECLARE)
#undef PARETO_DECLARE
} // namespace ops

const GpuOperation& gpu_operation(Op op);

/// Nodes of one pattern, in recording order.
using FusedNodes = std::vector<const Node*>;

/// What the Vulkan executor knows of one pattern of core/graph/passes/fuse.h, in the file of an operation of its.
struct GpuPattern {
  using Compile = Status (*)(Compilation& c, const FusedNodes& nodes);
  explicit constexpr GpuPattern(Compile compiles) : compile(compiles) {}

  Compile compile; ///< adds the work of all its nodes; null: this executor does not look for it
};

/// A constant for each pattern of the list. One that is missing does not link.
namespace patterns {
#define PARETO_DECLARE(Name, name) extern const GpuPattern name;
PARETO_FUSIONS(PARETO_DECLARE)
#undef PARETO_DECLARE
} // namespace patterns

const GpuPattern& gpu_pattern(Fusion fusion);
/// Those of the patterns that this executor can run.
FusionSet runnable(FusionSet fusions);

// -- what several operations have in common

/// Of work that goes straight from inputs and state to the outputs.
int64_t no_scratch(const Device& device, const Node& node);
/// "The Vulkan executor has no operation NAME."
Status refuse(Compilation& c, const Node& node);

} // namespace pareto::gpu
