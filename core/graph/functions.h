// SPDX-License-Identifier: GPL-3.0-or-later
// Names of elementwise functions and norms. Read by kernel files too, so it includes no C++ library header.
#pragma once

#include <stdint.h>

namespace pareto {

enum class UnaryFunction : uint8_t {
  Identity,
  Silu,
  GeluTanh,
  GeluErf,
  Sigmoid,
  Relu,
  ReluSquared,
  Tanh,
  Exp,
  Log,
  LogSigmoid,
  Softplus,
  EluPlusOne,      ///< elu(x) + 1
  MinGruCandidate, ///< x + 1/2 for x >= 0, else sigmoid(x) (minGRU's g, arXiv 2410.01201)
  Affine,          ///< a * x + b
  Clamp,           ///< min(max(x, a), b)
  SoftCap,         ///< a * tanh(x / a)
  Reciprocal,
  NegativeXielu, ///< 0 for x > 0, else e^min(x, a) - 1 - x (xIELU below zero, arXiv 2411.13010)
  Cosine,        ///< of radians, which are kept small (DiagonalRecurrenceSpec::angles)
  Sine,
};

enum class BinaryFunction : uint8_t { Add, Sub, Mul, Div };

enum class NormKind : uint8_t {
  Rms,      ///< x / sqrt(mean(x^2) + eps)
  Layer,    ///< (x - mean) / sqrt(var + eps), biased variance
  L2,       ///< x / sqrt(sum(x^2) + eps)
  SumAbs,   ///< x / max(sum|x|, eps)
  Sum,      ///< x / (sum(x) + eps)
  Softmax,  ///< e^(x - max x) / sum of these; eps has no part in it
  Levels,   ///< x in whole steps of max(max|x|, eps) / 127, halves away from zero (BitNet, arXiv 2402.17764)
  Sinkhorn, ///< x as a square matrix, rows then columns near to a sum of one (NormSpec::turns)
};

} // namespace pareto
