// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"

#include <cstdint>

namespace pareto::cpu {

/// How the queries of an attention node are cut into tiles, and the context of few sequences into parts.
struct AttentionTiling {
  int64_t batch, tokens, heads, kv_heads, group, key_width, value_width;
  int64_t tile_tokens, tiles, parts;
  int64_t rows() const { return tile_tokens * group; }
};
AttentionTiling attention_tiling(const Node& node, int threads);

/// Floats of scratch every thread needs for the hungriest node of a step.
int64_t scratch_floats(const Graph& graph);

/// Bytes a compiled step takes on the CPU: its values by lifetime and the threads' scratch.
int64_t step_bytes(const Graph& graph, int threads);

} // namespace pareto::cpu
