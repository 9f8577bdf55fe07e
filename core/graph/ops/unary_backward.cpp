// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

#include <cmath>
#include <numbers>

namespace pareto {

namespace {

double unary_backward_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double sigmoid_derivative(double x) { return unary_backward_sigmoid(x) * unary_backward_sigmoid(-x); }
double tanh_derivative(double x) { return 1 - std::tanh(x) * std::tanh(x); }

/// Of x (1 + tanh(u)) / 2 with u = sqrt(2/pi) (x + 0.044715 x^3).
double gelu_tanh_derivative(double x) {
  const double scale = std::sqrt(2 * std::numbers::inv_pi), u = scale * (x + 0.044715 * x * x * x),
               slope = scale * (1 + 3 * 0.044715 * x * x);
  return 0.5 * (1 + std::tanh(u) + x * tanh_derivative(u) * slope);
}

/// Of x Phi(x): Phi(x) + x phi(x).
double gelu_erf_derivative(double x) {
  constexpr double kOneOverSqrt2Pi = 0.39894228040143267794;
  return 0.5 * (1 + std::erf(x / std::sqrt(2.0))) + x * kOneOverSqrt2Pi * std::exp(-0.5 * x * x);
}

} // namespace

double unary_derivative(const UnarySpec& spec, double x) {
  const auto a = static_cast<double>(spec.a), b = static_cast<double>(spec.b);
  switch (spec.function) {
  case UnaryFunction::Identity: return 1;
  case UnaryFunction::Silu: return unary_backward_sigmoid(x) + x * sigmoid_derivative(x);
  case UnaryFunction::GeluTanh: return gelu_tanh_derivative(x);
  case UnaryFunction::GeluErf: return gelu_erf_derivative(x);
  case UnaryFunction::Sigmoid: return sigmoid_derivative(x);
  case UnaryFunction::Relu: return x >= 0 ? 1 : 0;
  case UnaryFunction::ReluSquared: return x >= 0 ? 2 * x : 0;
  case UnaryFunction::Tanh: return tanh_derivative(x);
  case UnaryFunction::Exp: return std::exp(x);
  case UnaryFunction::Log: return 1 / x;
  case UnaryFunction::LogSigmoid: return unary_backward_sigmoid(-x);
  case UnaryFunction::Softplus: return unary_backward_sigmoid(x);
  case UnaryFunction::EluPlusOne: return x >= 0 ? 1 : std::exp(x);
  case UnaryFunction::MinGruCandidate: return x >= 0 ? 1 : sigmoid_derivative(x);
  case UnaryFunction::Affine: return a;
  case UnaryFunction::Clamp: return x >= a && x < b ? 1 : 0;
  case UnaryFunction::SoftCap: return tanh_derivative(x / a);
  case UnaryFunction::Reciprocal: return -1 / (x * x);
  case UnaryFunction::NegativeXielu: return x >= 0 ? 0 : (x < a ? std::exp(x) : 0) - 1;
  case UnaryFunction::Cosine: return -std::sin(x);
  case UnaryFunction::Sine: return std::cos(x);
  }
  return 0;
}

constinit const Operation operations::unary_backward{.signature = signature_of_gradients};

} // namespace pareto
