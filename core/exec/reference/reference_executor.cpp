// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/reference_executor.h"

#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_state.h"
#include "core/exec/step_check.h"
#include "core/formats/tensor_source.h"
#include "core/graph/passes/fold.h"
#include "core/model/model.h"
#include "core/numeric/format_codec.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pareto {

namespace reference {
namespace {

/// The weight as a fast executor would store it, so that the oracle sees what that one sees.
Status read_rounded(const WeightDecl& weight, TensorSource& source, Precision precision, std::span<float> values) {
  const Format format = weight_format(weight, precision, source.stored(weight));
  if (!is_block(format)) {
    PARETO_TRY(source.read_rows(weight, 0, weight.shape[0], values));
    round_to(format, values);
    return {};
  }
  const auto width = static_cast<size_t>(weight.shape.elements() / weight.shape[0]);
  std::vector<std::byte> blocks(static_cast<size_t>(format_bytes(format, static_cast<int64_t>(width))));
  for (int64_t row = 0; row < weight.shape[0]; ++row) {
    const std::span<float> line = values.subspan(static_cast<size_t>(row) * width, width);
    PARETO_TRY(read_blocks(weight, format, source, row, line, blocks));
    decode(format, blocks, line);
  }
  return {};
}

class ReferenceWeights : public Weights {
public:
  int64_t bytes() const override {
    int64_t total = 0;
    for (const auto& [name, values] : parameters)
      total += static_cast<int64_t>(values.size() * sizeof(double));
    return total;
  }
  std::map<std::string, std::vector<double>> parameters;
  FoldedConstants constants;
  LoadOptions options;
};

class ReferenceProgram : public Program {
public:
  ReferenceProgram(const Graph& graph, const ReferenceWeights& weights)
      : m_graph(graph), m_check(graph), m_values(graph.values().size()) {
    for (size_t id = 0; id < m_values.size(); ++id) {
      const Value& value = graph.values()[id];
      if (value.origin == Value::Origin::Weight)
        m_values[id] = weights.parameters.at(graph.weights()[static_cast<size_t>(value.index)].name);
      else if (graph.constant(static_cast<int32_t>(id)))
        m_values[id] = weights.constants.at(graph.constant_key(static_cast<int32_t>(id)));
      else if (value.entry < 0)
        m_values[id].assign(static_cast<size_t>(value.shape.elements()), 0.0);
    }
  }

  Status set_input(std::string_view name, std::span<const float> values) override {
    for (const NamedTensor& input : m_graph.inputs())
      if (input.name == name) {
        auto& storage = m_values[static_cast<size_t>(input.tensor.id)];
        if (storage.size() != values.size())
          return fail(ErrorCode::InvalidArgument,
                      "Input '" + std::string(name) + "' takes " + std::to_string(storage.size()) + " values.");
        storage.assign(values.begin(), values.end());
        return {};
      }
    return fail(ErrorCode::NotFound, "The graph has no input '" + std::string(name) + "'.");
  }

  Status run(State& state, const StepInput& input) override {
    auto* own = dynamic_cast<ReferenceState*>(&state);
    if (!own || own->entries.size() != m_graph.states().size())
      return fail(ErrorCode::InvalidArgument, "This state was made by another executor or for another model.");
    PARETO_TRY(m_check.check(input, *own, own->largest_step));
    // Nodes may read what another one keeps: a step that must not be remembered is undone afterwards.
    const std::vector<StateEntry> before = input.commit ? std::vector<StateEntry>() : own->entries;
    for (const Node& node : m_graph.nodes())
      if (!m_graph.constant(node))
        run_node({node, m_values, own->entries, input, own->cache});
    if (!input.commit)
      own->entries = before;
    for (const NamedTensor& output : m_graph.outputs()) {
      const auto& values = m_values[static_cast<size_t>(output.tensor.id)];
      m_real[output.name].assign(values.begin(), values.end());
      m_integer[output.name].assign(values.begin(), values.end());
    }
    return {};
  }

  std::span<const float> output(std::string_view name) const override {
    const auto found = m_real.find(std::string(name));
    return found == m_real.end() ? std::span<const float>() : found->second;
  }
  std::span<const int32_t> output_i32(std::string_view name) const override {
    const auto found = m_integer.find(std::string(name));
    return found == m_integer.end() ? std::span<const int32_t>() : found->second;
  }
  int64_t activation_bytes() const override {
    int64_t total = 0;
    for (const auto& values : m_values)
      total += static_cast<int64_t>(values.size() * sizeof(double));
    return total;
  }

private:
  Graph m_graph;
  StepCheck m_check;
  std::vector<std::vector<double>> m_values;
  std::map<std::string, std::vector<float>> m_real;
  std::map<std::string, std::vector<int32_t>> m_integer;
};

class ReferenceExecutor : public Executor {
public:
  std::string name() const override { return "reference"; }

  Result<std::unique_ptr<Weights>> load(const Model& model, TensorSource& source, LoadOptions options) override {
    return load(model.record({1, 1, Phase::Decode}), source, options);
  }

  Result<std::unique_ptr<Weights>> load(const Graph& graph, TensorSource& source, LoadOptions options) override {
    auto weights = std::make_unique<ReferenceWeights>();
    weights->options = options;
    for (const WeightDecl& decl : graph.weights()) {
      std::vector<float> values(static_cast<size_t>(decl.shape.elements()));
      PARETO_TRY(read_rounded(decl, source, options.weights, values));
      weights->parameters[decl.name].assign(values.begin(), values.end());
    }
    const WeightReader read = [&](const WeightDecl& decl) -> Result<std::vector<float>> {
      const auto& values = weights->parameters.at(decl.name);
      return std::vector<float>(values.begin(), values.end());
    };
    PARETO_TRY_ASSIGN(constants, fold_constants(graph, read));
    weights->constants = std::move(constants);
    return std::unique_ptr<Weights>(std::move(weights));
  }

  Result<std::unique_ptr<Program>> compile(const Graph& graph, const Weights& weights) override {
    const auto* own = dynamic_cast<const ReferenceWeights*>(&weights);
    if (!own)
      return fail(ErrorCode::InvalidArgument, "These weights were loaded by another executor.");
    return std::unique_ptr<Program>(std::make_unique<ReferenceProgram>(graph, *own));
  }

  Result<std::unique_ptr<State>> new_state(const Graph& graph, LoadOptions options, int slots, int64_t capacity,
                                           int largest_step) override {
    return std::unique_ptr<State>(
        std::make_unique<ReferenceState>(graph, options.cache, slots, capacity, largest_step));
  }
};

} // namespace
} // namespace reference

std::unique_ptr<Executor> make_reference_executor() { return std::make_unique<reference::ReferenceExecutor>(); }

} // namespace pareto
