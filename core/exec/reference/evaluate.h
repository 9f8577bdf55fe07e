// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"

#include <map>
#include <string>
#include <vector>

namespace pareto {

/// Values by name, dense, row-major.
using NamedValues = std::map<std::string, std::vector<double>>;

/// Runs a graph once, from an empty state, in float64 from end to end: `given` holds every weight and every input but
/// the tokens, the result every output. For gradient checks; executors hold weights and outputs in float32. Errors: a
/// value that is missing or of another size, by name; a step that does not fit the graph.
Result<NamedValues> evaluate(const Graph& graph, const NamedValues& given, const StepInput& input);

} // namespace pareto
