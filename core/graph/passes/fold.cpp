// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/fold.h"

#include "core/graph/operation.h"

#include <algorithm>
#include <set>

namespace pareto {

namespace {

/// Evaluates constant nodes in recording order; weights are read on first use.
class Folder {
public:
  Folder(const Graph& graph, const WeightReader& read)
      : m_graph(graph), m_read(read), m_values(graph.values().size()) {}

  Result<FoldedConstants> run() {
    FoldedConstants folded;
    for (size_t id = 0; id < m_values.size(); ++id) {
      const Value& value = m_graph.values()[id];
      if (value.origin != Value::Origin::Literal)
        continue;
      m_values[id] = m_graph.literals()[static_cast<size_t>(value.index)];
      folded[m_graph.constant_key(static_cast<int32_t>(id))] = m_values[id];
    }
    for (const Node& node : m_graph.nodes()) {
      if (!m_graph.constant(node))
        continue;
      PARETO_TRY(evaluate(node));
      folded[m_graph.constant_key(node.output().id)] = m_values[static_cast<size_t>(node.output().id)];
    }
    return folded;
  }

private:
  Result<std::vector<double>> gather(const Tensor& view) {
    auto& storage = m_values[static_cast<size_t>(view.id)];
    const Value& value = m_graph.values()[static_cast<size_t>(view.id)];
    if (storage.empty() && value.origin == Value::Origin::Weight) {
      PARETO_TRY_ASSIGN(raw, m_read(m_graph.weights()[static_cast<size_t>(value.index)]));
      storage.assign(raw.begin(), raw.end());
    }
    std::vector<double> dense;
    dense.reserve(static_cast<size_t>(view.shape.elements()));
    for_each_element(view, [&](int64_t at) { dense.push_back(storage[static_cast<size_t>(at)]); });
    return dense;
  }

  Status evaluate(const Node& node) {
    std::vector<std::vector<double>> inputs;
    for (const Tensor& input : node.inputs) {
      PARETO_TRY_ASSIGN(dense, gather(input));
      inputs.push_back(std::move(dense));
    }
    m_values[static_cast<size_t>(node.output().id)] = operation(node.op).fold(node, inputs);
    return {};
  }

  const Graph& m_graph;
  const WeightReader& m_read;
  std::vector<std::vector<double>> m_values;
};

} // namespace

Result<FoldedConstants> fold_constants(const Graph& graph, const WeightReader& read) {
  return Folder(graph, read).run();
}

std::vector<int32_t> held_constants(const Graph& graph) {
  std::vector<int32_t> held;
  std::set<std::string> known; // layers may share a literal
  const auto hold = [&](int32_t id) {
    if (graph.constant(id) && known.insert(graph.constant_key(id)).second)
      held.push_back(id);
  };
  std::vector<bool> read(graph.values().size());
  for (const Node& node : graph.nodes())
    for (const Tensor& input : node.inputs)
      if (input) {
        read[static_cast<size_t>(input.id)] = true;
        if (!graph.constant(node))
          hold(input.id);
      }
  for (const NamedTensor& output : graph.outputs())
    hold(output.tensor.id);
  for (size_t id = 0; id < read.size(); ++id)
    if (!read[id] && graph.values()[id].origin == Value::Origin::Weight)
      hold(static_cast<int32_t>(id));
  return held;
}

} // namespace pareto
