// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

double softplus(double x) { return x > 30 ? x : std::log1p(std::exp(x)); }
double unary_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

constexpr double kSqrt2OverPi = 0.79788456080286535588;

double gelu_tanh(double x) { return 0.5 * x * (1 + std::tanh(kSqrt2OverPi * (x + 0.044715 * x * x * x))); }

std::vector<double> unary_fold(const Node& node, std::span<const std::vector<double>> inputs) {
  std::vector<double> y = inputs[0];
  for (double& element : y)
    element = apply_unary(std::get<UnarySpec>(node.spec), element);
  return y;
}

std::string unary_key(const Spec& spec) {
  const auto& unary = std::get<UnarySpec>(spec);
  return std::to_string(static_cast<int>(unary.function)) + "," + bits_of(unary.a) + "," + bits_of(unary.b);
}

std::vector<Tensor> unary_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  return record_gradients(graph, UnaryBackwardSpec{std::get<UnarySpec>(node.spec)}, node, dy);
}

} // namespace

double apply_unary(const UnarySpec& spec, double x) {
  switch (spec.function) {
  case UnaryFunction::Identity: return x;
  case UnaryFunction::Silu: return x * unary_sigmoid(x);
  case UnaryFunction::GeluTanh: return gelu_tanh(x);
  case UnaryFunction::GeluErf: return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
  case UnaryFunction::Sigmoid: return unary_sigmoid(x);
  case UnaryFunction::Relu: return std::max(x, 0.0);
  case UnaryFunction::ReluSquared: return x > 0 ? x * x : 0;
  case UnaryFunction::Tanh: return std::tanh(x);
  case UnaryFunction::Exp: return std::exp(x);
  case UnaryFunction::Log: return std::log(x);
  case UnaryFunction::LogSigmoid: return -softplus(-x);
  case UnaryFunction::Softplus: return softplus(x);
  case UnaryFunction::EluPlusOne: return x >= 0 ? x + 1 : std::exp(x);
  case UnaryFunction::MinGruCandidate: return x >= 0 ? x + 0.5 : unary_sigmoid(x);
  case UnaryFunction::Affine: return static_cast<double>(spec.a) * x + static_cast<double>(spec.b);
  case UnaryFunction::Clamp: return std::min(std::max(x, static_cast<double>(spec.a)), static_cast<double>(spec.b));
  case UnaryFunction::SoftCap: return static_cast<double>(spec.a) * std::tanh(x / static_cast<double>(spec.a));
  case UnaryFunction::Reciprocal: return 1 / x;
  case UnaryFunction::NegativeXielu: return x > 0 ? 0 : std::expm1(std::min(x, static_cast<double>(spec.a))) - x;
  case UnaryFunction::Cosine: return std::cos(x);
  case UnaryFunction::Sine: return std::sin(x);
  }
  return x;
}

constinit const Operation operations::unary{
    .signature = signature_of_first, .fold = unary_fold, .key = unary_key, .gradient = unary_gradient};

} // namespace pareto
