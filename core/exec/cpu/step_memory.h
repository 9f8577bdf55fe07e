// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"

#include <cstdint>

namespace pareto::cpu {

/// Floats of scratch every thread needs for the hungriest node of a step.
int64_t scratch_floats(const Graph& graph);

/// Bytes a compiled step takes on the CPU: its values by lifetime and the threads' scratch.
int64_t step_bytes(const Graph& graph, int threads);

} // namespace pareto::cpu
