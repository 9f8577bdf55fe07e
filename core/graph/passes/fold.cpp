// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/fold.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace pareto {

namespace {

double softplus(double x) { return x > 30 ? x : std::log1p(std::exp(x)); }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

constexpr double kSqrt2OverPi = 0.79788456080286535588;

double gelu_tanh(double x) { return 0.5 * x * (1 + std::tanh(kSqrt2OverPi * (x + 0.044715 * x * x * x))); }

} // namespace

double apply_unary(const UnarySpec& spec, double x) {
  switch (spec.function) {
  case UnaryFunction::Identity: return x;
  case UnaryFunction::Silu: return x * sigmoid(x);
  case UnaryFunction::GeluTanh: return gelu_tanh(x);
  case UnaryFunction::GeluErf: return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
  case UnaryFunction::Sigmoid: return sigmoid(x);
  case UnaryFunction::Relu: return std::max(x, 0.0);
  case UnaryFunction::ReluSquared: return x > 0 ? x * x : 0;
  case UnaryFunction::Tanh: return std::tanh(x);
  case UnaryFunction::Exp: return std::exp(x);
  case UnaryFunction::Log: return std::log(x);
  case UnaryFunction::LogSigmoid: return -softplus(-x);
  case UnaryFunction::Softplus: return softplus(x);
  case UnaryFunction::EluPlusOne: return x >= 0 ? x + 1 : std::exp(x);
  case UnaryFunction::MinGruCandidate: return x >= 0 ? x + 0.5 : sigmoid(x);
  case UnaryFunction::Affine: return static_cast<double>(spec.a) * x + static_cast<double>(spec.b);
  case UnaryFunction::Clamp: return std::min(std::max(x, static_cast<double>(spec.a)), static_cast<double>(spec.b));
  case UnaryFunction::SoftCap: return static_cast<double>(spec.a) * std::tanh(x / static_cast<double>(spec.a));
  case UnaryFunction::Reciprocal: return 1 / x;
  }
  return x;
}

double apply_binary(BinaryFunction function, double x, double y) {
  switch (function) {
  case BinaryFunction::Add: return x + y;
  case BinaryFunction::Sub: return x - y;
  case BinaryFunction::Mul: return x * y;
  case BinaryFunction::Div: return x / y;
  }
  return 0;
}

void for_each_element(const Tensor& view, const std::function<void(int64_t)>& visit) {
  int64_t index[kMaxRank] = {};
  const int rank = view.shape.rank();
  const int64_t total = view.shape.elements();
  for (int64_t count = 0; count < total; ++count) {
    int64_t at = view.offset;
    for (int axis = 0; axis < rank; ++axis)
      at += index[axis] * view.strides[axis];
    visit(at);
    for (int axis = rank - 1; axis >= 0 && ++index[axis] == view.shape[axis]; --axis)
      index[axis] = 0;
  }
}

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
      if (!m_graph.constant(node.output.id))
        continue;
      PARETO_TRY(evaluate(node));
      folded[m_graph.constant_key(node.output.id)] = m_values[static_cast<size_t>(node.output.id)];
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
    PARETO_TRY_ASSIGN(x, gather(node.inputs[0]));
    if (node.op == Op::Unary) {
      for (double& element : x)
        element = apply_unary(std::get<UnarySpec>(node.spec), element);
    } else if (node.op == Op::Binary) {
      PARETO_TRY_ASSIGN(y, gather(node.inputs[1]));
      for (size_t i = 0; i < x.size(); ++i)
        x[i] = apply_binary(std::get<BinarySpec>(node.spec).function, x[i], y[i]);
    } else {
      over_rows(node, x);
    }
    m_values[static_cast<size_t>(node.output.id)] = std::move(x);
    return {};
  }

  /// Softmax or running sum over axis 0.
  static void over_rows(const Node& node, std::vector<double>& x) {
    const auto rows = static_cast<size_t>(node.output.shape[0]);
    const size_t columns = x.size() / rows;
    for (size_t column = 0; column < columns; ++column) {
      if (node.op == Op::CumulativeSum) {
        for (size_t row = 1; row < rows; ++row)
          x[row * columns + column] += x[(row - 1) * columns + column];
        continue;
      }
      double peak = x[column], sum = 0;
      for (size_t row = 1; row < rows; ++row)
        peak = std::max(peak, x[row * columns + column]);
      for (size_t row = 0; row < rows; ++row)
        sum += x[row * columns + column] = std::exp(x[row * columns + column] - peak);
      for (size_t row = 0; row < rows; ++row)
        x[row * columns + column] /= sum;
    }
  }

  const Graph& m_graph;
  const WeightReader& m_read;
  std::vector<std::vector<double>> m_values;
};

} // namespace

Result<FoldedConstants> fold_constants(const Graph& graph, const WeightReader& read) { return Folder(graph, read).run(); }

std::vector<int32_t> held_constants(const Graph& graph) {
  std::vector<int32_t> held;
  std::set<std::string> known; // layers may share a literal
  const auto hold = [&](const Tensor& tensor) {
    if (tensor && graph.constant(tensor.id) && known.insert(graph.constant_key(tensor.id)).second)
      held.push_back(tensor.id);
  };
  for (const Node& node : graph.nodes())
    if (!graph.constant(node.output.id))
      std::for_each(node.inputs.begin(), node.inputs.end(), hold);
  for (const NamedTensor& output : graph.outputs())
    hold(output.tensor);
  return held;
}

} // namespace pareto
