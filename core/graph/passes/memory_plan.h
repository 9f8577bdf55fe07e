// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/passes/fuse.h"

#include <cstdint>
#include <vector>

namespace pareto {

/// Where each value of a graph lives in one activation arena; values whose lifetimes do not overlap share space.
/// Inputs and marked outputs live for the whole step. Offsets and sizes in elements.
struct MemoryPlan {
  std::vector<int64_t> offset; ///< by value id; -1 = not in the arena: weights, folded constants, values of state
                               ///< entries, which a step keeps in place in its State, and values inside a pattern that
                               ///< its step never writes (NodeGroup::unwritten)
  int64_t elements = 0;
};

/// First-fit over lifetimes in recording order; offsets are multiples of `alignment` elements. A group reads and writes
/// at one time: nothing it makes lies where something is that it reads.
MemoryPlan plan_memory(const Graph& graph, const Schedule& schedule, int64_t alignment = 16);
/// The same with every node by itself.
MemoryPlan plan_memory(const Graph& graph, int64_t alignment = 16);

} // namespace pareto
