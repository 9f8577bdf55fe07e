// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/result.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pareto {

/// Values of the weights-only nodes of a graph, dense, by Graph::constant_key. Computed once at load in double.
using FoldedConstants = std::map<std::string, std::vector<double>>;

/// Reads a whole parameter in float32.
using WeightReader = std::function<Result<std::vector<float>>(const WeightDecl&)>;

/// Evaluates every constant node: those of operations that can be folded, over weights and literals only.
Result<FoldedConstants> fold_constants(const Graph& graph, const WeightReader& read);

/// Values that do not change and that a running step reads: weights, literals, folded constants, each once, in the
/// order of their first reader; then weights that no node reads, which another graph of the model does. What only
/// folding reads (A_log where steps use -exp(A_log)) is not among them: executors drop it.
std::vector<int32_t> held_constants(const Graph& graph);

} // namespace pareto
