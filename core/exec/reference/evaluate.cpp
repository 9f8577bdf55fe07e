// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/evaluate.h"

#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_state.h"
#include "core/exec/step_check.h"

namespace pareto {

namespace {

Result<std::vector<double>> named(const NamedValues& given, const std::string& name, const Dims& shape) {
  const auto found = given.find(name);
  if (found == given.end())
    return fail(ErrorCode::NotFound, "No values are given for '" + name + "'.", name);
  if (static_cast<int64_t>(found->second.size()) != shape.elements())
    return fail(ErrorCode::InvalidArgument,
                "'" + name + "' takes " + std::to_string(shape.elements()) + " values; " +
                    std::to_string(found->second.size()) + " were given.",
                name);
  return found->second;
}

/// What a value holds before the first node; nodes write into what lies there, state entries live elsewhere.
Result<std::vector<double>> initial(const Graph& graph, const Value& value, const NamedValues& given) {
  const auto index = static_cast<size_t>(value.index);
  switch (value.origin) {
  case Value::Origin::Weight: return named(given, graph.weights()[index].name, value.shape);
  case Value::Origin::Literal: return graph.literals()[index];
  case Value::Origin::Input:
    if (graph.inputs()[index].name != "tokens") // these come with the step
      return named(given, graph.inputs()[index].name, value.shape);
    break;
  case Value::Origin::State:
  case Value::Origin::Node: break;
  }
  return std::vector<double>(value.entry < 0 ? static_cast<size_t>(value.shape.elements()) : 0);
}

} // namespace

Result<NamedValues> evaluate(const Graph& graph, const NamedValues& given, const StepInput& input) {
  const auto [batch, tokens, phase] = graph.shape();
  reference::ReferenceState state(graph, Format::F32, batch, tokens, tokens);
  PARETO_TRY(StepCheck(graph).check(input, state, tokens));
  std::vector<std::vector<double>> values;
  for (const Value& value : graph.values()) {
    PARETO_TRY_ASSIGN(held, initial(graph, value, given));
    values.push_back(std::move(held));
  }
  for (const Node& node : graph.nodes())
    reference::run_node({node, values, state.entries, input, state.cache});
  NamedValues outputs;
  for (const NamedTensor& output : graph.outputs())
    outputs[output.name] = values[static_cast<size_t>(output.tensor.id)];
  return outputs;
}

} // namespace pareto
