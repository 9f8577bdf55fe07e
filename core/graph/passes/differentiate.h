// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/result.h"

#include <span>
#include <string>

namespace pareto {

/// The graph with nodes behind it that compute the gradients of `loss`, one element, with respect to `weights`: outputs
/// gradient_name(weight), in the shapes of the weights. What depends on these weights is no longer folded
/// (Graph::keep_live). Sequences start at position 0 from an empty state: nothing flows back into an earlier step.
/// Errors: an operation between one of the weights and the loss that has no gradient yet, by name; a weight that the
/// loss does not depend on. Reverse accumulation, Griewank & Walther, Evaluating Derivatives (2008), section 3.2.
Result<Graph> differentiate(const Graph& graph, Tensor loss, std::span<const WeightId> weights);

/// "gradient.layers.0.ffn.up_proj.weight"
std::string gradient_name(const WeightDecl& weight);

} // namespace pareto
