// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"
#include "core/exec/weight_format.h"
#include "core/graph/graph.h"

#include <cstdint>
#include <map>

namespace pareto {

/// Counted from a recorded graph; nothing is measured or guessed.
int64_t parameter_count(const Graph& graph);
/// Bytes of packed weights: matrices at `precision`, vectors float32. `format` says what the source's blocks decide
/// (formats_of); without it weights count as generated ones.
int64_t weight_bytes(const Graph& graph, Precision precision, const FormatOf& format = {});
/// Bytes of one sequence's state at `context` tokens (Append grows, Ring saturates, Replace is constant float32).
int64_t state_bytes(const Graph& graph, Precision cache, int64_t context);
/// Append and Ring bytes one more token costs while inside the window.
int64_t cache_bytes_per_token(const Graph& graph, Precision cache);

struct Cost {
  double flops = 0;        ///< floating-point operations of one step (multiply-add = 2), all sequences
  double weight_bytes = 0; ///< read once per step
  double state_bytes = 0;  ///< read and written by one step, all sequences
  double value_bytes = 0;  ///< float32 values between operations, each read and written once; not in bytes(): caches hold most of them
  double bytes() const { return weight_bytes + state_bytes; }
  Cost& operator+=(const Cost& other);
};
/// One step of the graph's shape with `context` tokens already in each sequence's state.
Cost step_cost(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format = {});
/// The same step by kind of operation; the sum is step_cost. A shared weight or state counts where it is first used.
std::map<Op, Cost> operation_costs(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format = {});
/// Bytes of the activation arena by lifetime at `element_bytes` per Real.
int64_t planned_activation_bytes(const Graph& graph, int64_t element_bytes = 4);

} // namespace pareto
