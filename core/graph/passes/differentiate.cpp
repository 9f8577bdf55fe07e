// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/differentiate.h"

#include "core/graph/operation.h"

#include <algorithm>

namespace pareto {

namespace {

/// A gradient of what one reader saw of a value, and the view it saw it through.
struct Contribution {
  Tensor gradient, view;
};

/// "attention in layers.3.mixer"
std::string place_of(const Node& node) {
  return to_string(node.op) + (node.scope.empty() ? std::string() : " in " + node.scope);
}

class Differentiation {
public:
  Differentiation(const Graph& graph, std::span<const WeightId> weights)
      : m_forward(graph), m_graph(graph), m_depends(graph.values().size()), m_parts(graph.values().size()) {
    m_graph.keep_live(weights);
    for (size_t id = 0; id < m_depends.size(); ++id) {
      const Value& value = graph.values()[id];
      m_depends[id] = value.origin == Value::Origin::Weight && m_graph.live(value.index);
    }
    for (const Node& node : graph.nodes())
      if (std::any_of(node.inputs.begin(), node.inputs.end(), [this](const Tensor& input) { return depends(input); }))
        for (const Tensor& output : node.outputs)
          m_depends[static_cast<size_t>(output.id)] = output.kind == Kind::Real;
  }

  Result<Graph> run(const Tensor& loss, std::span<const WeightId> weights) {
    if (loss.shape.elements() != 1 || loss.kind != Kind::Real)
      return fail(ErrorCode::InvalidArgument,
                  "A loss is one number; this tensor has " + std::to_string(loss.shape.elements()) + ".");
    parts_of(loss).push_back({m_graph.literal({1}, loss.shape), loss});
    for (auto node = m_forward.nodes().rbegin(); node != m_forward.nodes().rend(); ++node)
      PARETO_TRY(through(*node));
    for (WeightId weight : weights)
      PARETO_TRY(mark(weight));
    return std::move(m_graph);
  }

private:
  bool depends(const Tensor& tensor) const { return tensor && m_depends[static_cast<size_t>(tensor.id)]; }
  std::vector<Contribution>& parts_of(const Tensor& tensor) { return m_parts[static_cast<size_t>(tensor.id)]; }

  /// The gradient of a value, dense: the sum of what its readers contributed; absent where none did.
  Tensor gradient_of(int32_t id) {
    const std::vector<Contribution>& parts = m_parts[static_cast<size_t>(id)];
    const Dims& shape = m_forward.values()[static_cast<size_t>(id)].shape;
    if (parts.empty())
      return {};
    const auto whole = [&](const Tensor& view) { return view.dense() && view.shape.elements() == shape.elements(); };
    if (parts.size() == 1 && whole(parts[0].view) && parts[0].gradient.dense())
      return parts[0].gradient.reshape(shape);
    AccumulateSpec spec{shape, {}};
    std::vector<Tensor> gradients;
    for (const Contribution& part : parts) {
      spec.places.push_back({part.view.shape, part.view.strides, part.view.offset});
      gradients.push_back(part.gradient);
    }
    return m_graph.record(std::move(spec), std::move(gradients)).front();
  }

  /// From the gradients of a node's outputs to those of its inputs.
  Status through(const Node& node) {
    if (!std::any_of(node.outputs.begin(), node.outputs.end(),
                     [this](const Tensor& output) { return depends(output) && !parts_of(output).empty(); }))
      return {};
    if (!operation(node.op).gradient)
      return fail(ErrorCode::Unsupported, "There is no gradient yet of " + place_of(node) + ".", to_string(node.op));
    m_graph.push_scope(node.scope);
    std::vector<Tensor> outputs;
    for (const Tensor& output : node.outputs)
      outputs.push_back(gradient_of(output.id));
    const std::vector<Tensor> inputs = operation(node.op).gradient(m_graph, node, outputs);
    m_graph.pop_scope();
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      if (!depends(node.inputs[i]))
        continue;
      if (!inputs[i])
        return fail(ErrorCode::Unsupported,
                    "There is no gradient yet of " + place_of(node) + " by its input " + std::to_string(i) + ".",
                    to_string(node.op));
      parts_of(node.inputs[i]).push_back({inputs[i], node.inputs[i]});
    }
    return {};
  }

  Status mark(WeightId weight) {
    const WeightDecl& decl = m_forward.weights()[static_cast<size_t>(weight)];
    for (size_t id = 0; id < m_depends.size(); ++id) {
      const Value& value = m_forward.values()[id];
      if (value.origin != Value::Origin::Weight || value.index != weight)
        continue;
      const Tensor gradient = gradient_of(static_cast<int32_t>(id));
      if (!gradient)
        return fail(ErrorCode::InvalidArgument, "The loss does not depend on the weight " + decl.name + ".", decl.name);
      m_graph.mark_output(gradient_name(decl), gradient);
    }
    return {};
  }

  const Graph& m_forward;
  Graph m_graph;
  std::vector<bool> m_depends;                    ///< by value: on one of the weights
  std::vector<std::vector<Contribution>> m_parts; ///< by value
};

} // namespace

Result<Graph> differentiate(const Graph& graph, Tensor loss, std::span<const WeightId> weights) {
  return Differentiation(graph, weights).run(loss, weights);
}

std::string gradient_name(const WeightDecl& weight) { return "gradient." + weight.name; }

} // namespace pareto
