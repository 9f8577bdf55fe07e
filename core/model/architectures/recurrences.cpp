// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/recurrences.h"

#include <cmath>
#include <vector>

namespace pareto::recurrence {

namespace {

/// [B,T,H] beside vectors of its heads.
Tensor per_head(Tensor x) { return x.reshape({x.shape[0], x.shape[1], x.shape[2], 1}); }
Tensor flat(Tensor x) { return x.reshape({x.shape[0], x.shape[1], x.shape[2] * x.shape[3]}); }
Tensor negated(Graph& graph, Tensor x) { return graph.scale(x, -1); }

/// Log decays of x [B,T,D] where nothing fades.
Tensor no_decay(Graph& graph, Tensor x) {
  const int64_t channels = x.shape.back();
  return graph.literal(std::vector<double>(static_cast<size_t>(channels)), {channels}).broadcast(x.shape);
}

/// The larger of both, element by element: y + max(x - y, 0).
Tensor larger(Graph& graph, Tensor x, Tensor y) {
  return graph.add(graph.unary(graph.sub(x, y), UnaryFunction::Relu), y);
}
Tensor magnitude(Graph& graph, Tensor x) {
  return graph.add(graph.unary(x, UnaryFunction::Relu), graph.unary(negated(graph, x), UnaryFunction::Relu));
}

/// One matrix recurrence whose entry is NAME.state.
Tensor recurrence(Graph& graph, std::string_view name, Tensor q, Tensor k, Tensor v, Tensor log_decay,
                  const MatrixRecurrenceSpec& spec) {
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = q;
  inputs[kMatrixK] = k;
  inputs[kMatrixV] = v;
  inputs[kMatrixLogDecay] = log_decay;
  graph.push_scope(name);
  const Tensor o = graph.matrix_recurrence(inputs, spec);
  graph.pop_scope();
  return o;
}

Tensor scan(Graph& graph, std::string_view name, Tensor x, Tensor g, const DiagonalRecurrenceSpec& spec) {
  graph.push_scope(name);
  const Tensor h = graph.diagonal_recurrence(x, g, spec);
  graph.pop_scope();
  return h;
}

} // namespace

Shares shares_of_past(Graph& graph, Tensor x, Tensor g, std::string_view name) {
  const Tensor before = scan(graph, name, x, g, {.log_sum = true, .read_before = true});
  const Tensor lead = graph.sub(graph.sub(x, g), before); // of the present over the past, faded
  const Tensor keep = graph.unary(negated(graph, lead), UnaryFunction::LogSigmoid);
  return {graph.unary(lead, UnaryFunction::Sigmoid), graph.unary(keep, UnaryFunction::Clamp, kForgotten, 0), before};
}

Shares shares_of_past(Graph& graph, Tensor x, std::string_view name) {
  return shares_of_past(graph, x, no_decay(graph, x), name);
}

Tensor running_sum(Graph& graph, Tensor x, std::string_view name) {
  const Tensor rows = x.shape.rank() == 4 ? flat(x) : x;
  return scan(graph, name, rows, no_decay(graph, rows), {}).reshape(x.shape);
}

Tensor weighted_past(Graph& graph, Tensor k, Tensor v, Tensor w, Tensor u) {
  const Shares shares = shares_of_past(graph, k, w.broadcast(k.shape), "exponents");
  const Tensor mean = scan(graph, "mean", graph.mul(shares.weight, v), shares.log_keep, {.read_before = true});
  const Tensor present = graph.unary(graph.sub(graph.add(k, u), shares.before), UnaryFunction::Sigmoid);
  return graph.add(mean, graph.mul(present, graph.sub(v, mean)));
}

Tensor read_with_bonus(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor log_decay, Tensor bonus, float scale) {
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = q;
  inputs[kMatrixK] = k;
  inputs[kMatrixV] = v;
  inputs[kMatrixLogDecay] = log_decay;
  MatrixRecurrenceSpec spec{Decay::Key, Removal::None, Normaliser::None, scale};
  spec.read_before = true;
  const Tensor past = graph.matrix_recurrence(inputs, spec);
  Tensor present = graph.reduce_sum(graph.mul(graph.mul(q, k), bonus));
  if (scale != 1)
    present = graph.scale(present, scale);
  return graph.add(past, graph.mul(present, v));
}

Tensor erase_and_write(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor erased, Tensor log_decay, EraseFrom from,
                       float scale) {
  const bool by_key = log_decay.shape.rank() == 4;
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = q;
  inputs[kMatrixK] = k;
  inputs[kMatrixV] = v;
  inputs[kMatrixLogDecay] = log_decay;
  inputs[kMatrixA] = erased; // (D S)^T x = S^T (D x)
  if (from == EraseFrom::Decayed)
    inputs[kMatrixA] = graph.mul(erased, graph.unary(by_key ? log_decay : per_head(log_decay), UnaryFunction::Exp));
  return graph.matrix_recurrence(inputs,
                                 {by_key ? Decay::Key : Decay::Scalar, Removal::LowRank, Normaliser::None, scale});
}

Tensor preconditioned_keys(Graph& graph, Tensor k, Tensor log_decay, Tensor strength, Tensor offset) {
  const Tensor met = graph.mul(graph.mul(k, k), per_head(strength));
  const Tensor keep = graph.unary(per_head(log_decay).broadcast(k.shape), UnaryFunction::Identity);
  const Tensor sum = scan(graph, "precondition", flat(met), flat(keep), {}).reshape(k.shape);
  const Tensor squares = graph.unary(sum, UnaryFunction::Relu); // a state that was filled from a seed may be below 0
  const Tensor level =
      graph.sub(graph.unary(graph.unary(squares, UnaryFunction::Affine, 1, 1e-6f), UnaryFunction::Log), offset);
  const Tensor bound = graph.unary(magnitude(graph, level), UnaryFunction::Affine, 1, 1);
  const Tensor squashed = graph.binary(level, bound, BinaryFunction::Div);
  return graph.mul(k, graph.unary(graph.scale(squashed, -std::log(1.5f)), UnaryFunction::Exp));
}

Tensor polynomial_attention(Graph& graph, Tensor q, Tensor k, Tensor v, bool taylor, float scale, float eps) {
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = graph.pair_features(graph.scale(q, scale), {taylor});
  inputs[kMatrixK] = graph.pair_features(k, {taylor});
  inputs[kMatrixV] = v;
  return graph.matrix_recurrence(inputs, {Decay::None, Removal::None, Normaliser::SumEps, 1, eps});
}

Tensor slot_memory(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor written, Tensor log_keep, float scale) {
  const Tensor found =
      recurrence(graph, "keys", q, k, written, log_keep, {Decay::Value, Removal::None, Normaliser::None, scale});
  const Tensor chosen = graph.norm(found, {NormKind::Softmax, 0, 0});
  return recurrence(graph, "values", chosen, written, v, log_keep, {Decay::Key, Removal::None, Normaliser::None, 1});
}

Tensor exponential_gates(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor input, Tensor log_forget, float scale,
                         float eps) {
  const Shares shares = shares_of_past(graph, input, log_forget, "gates");
  const Tensor key = graph.mul(k, per_head(shares.weight));
  const Tensor one = graph.literal({1}, {1}).broadcast({v.shape[0], v.shape[1], v.shape[2], 1});
  const MatrixRecurrenceSpec fading{Decay::Scalar, Removal::None, Normaliser::None, scale};
  const Tensor read = recurrence(graph, "cells", q, key, v, shares.log_keep, fading),
               sum = recurrence(graph, "sums", q, key, one, shares.log_keep, fading);
  // ln of all weights is i - ln(weight); 1 in the units of the state is e^ of its negative
  const Tensor lead = graph.sub(graph.sub(input, log_forget), shares.before);
  const Tensor unit = graph.unary(graph.sub(graph.unary(lead, UnaryFunction::LogSigmoid), input), UnaryFunction::Exp);
  const Tensor least = larger(graph, magnitude(graph, sum), per_head(unit));
  return graph.binary(read, graph.unary(least, UnaryFunction::Affine, 1, eps), BinaryFunction::Div);
}

Tensor least_squares(Graph& graph, Tensor q, Tensor k, Tensor v, Tensor beta, Tensor log_decay, Tensor ridge,
                     const RidgeSolveSpec& spec) {
  std::vector<Tensor> solved(kRidgeInputs), inputs(kMatrixInputs);
  solved[kRidgeQ] = q;
  solved[kRidgeK] = inputs[kMatrixK] = k;
  solved[kRidgeBeta] = beta;
  solved[kRidgeLogDecay] = inputs[kMatrixLogDecay] = log_decay;
  solved[kRidgeRidge] = ridge;
  inputs[kMatrixQ] = graph.ridge_solve(solved, spec);
  inputs[kMatrixV] = graph.mul(v, per_head(beta));
  return graph.matrix_recurrence(inputs, {Decay::Scalar, Removal::None, Normaliser::None, 1});
}

Complex product(Graph& g, Complex x, Complex y) {
  return {g.sub(g.mul(x.re, y.re), g.mul(x.im, y.im)), g.add(g.mul(x.re, y.im), g.mul(x.im, y.re))};
}

Complex quotient(Graph& g, Complex x, Complex y) {
  const Complex over = product(g, x, {y.re, negated(g, y.im)});
  const Tensor size = g.add(g.mul(y.re, y.re), g.mul(y.im, y.im));
  return {g.binary(over.re, size, BinaryFunction::Div), g.binary(over.im, size, BinaryFunction::Div)};
}

StepOfModes step_of_modes(Graph& g, Complex lambda, Tensor step, Discretisation rule) {
  const Complex moved{g.mul(lambda.re, step), g.mul(lambda.im, step)};
  const auto plus = [&](Tensor x, float factor, float offset) {
    return g.unary(x, UnaryFunction::Affine, factor, offset);
  };
  if (rule == Discretisation::Bilinear) {
    const Complex ahead{plus(moved.re, 0.5f, 1), plus(moved.im, 0.5f, 0)},
        behind{plus(moved.re, -0.5f, 1), plus(moved.im, -0.5f, 0)};
    const Tensor dt = g.unary(step.broadcast(lambda.re.shape), UnaryFunction::Identity);
    return {quotient(g, ahead, behind), quotient(g, {dt, g.scale(dt, 0)}, behind)};
  }
  const Tensor kept = g.unary(moved.re, UnaryFunction::Exp);
  const Complex keep{g.mul(kept, g.unary(moved.im, UnaryFunction::Cosine)),
                     g.mul(kept, g.unary(moved.im, UnaryFunction::Sine))};
  return {keep, quotient(g, {plus(keep.re, 1, -1), keep.im}, lambda)};
}

Tensor driven_modes(Graph& graph, Tensor x, Complex keep, Complex read, bool complex) {
  std::vector<Tensor> inputs(kDiagonalInputs);
  inputs[kDiagonalX] = x;
  inputs[kDiagonalKeepRe] = keep.re;
  inputs[kDiagonalKeepIm] = keep.im;
  inputs[kDiagonalReadRe] = read.re;
  inputs[kDiagonalReadIm] = read.im;
  DiagonalRecurrenceSpec spec;
  spec.modes = keep.re.shape[0];
  spec.complex = complex;
  graph.push_scope("modes");
  const Tensor y = graph.diagonal_recurrence(inputs, spec);
  graph.pop_scope();
  return y;
}

} // namespace pareto::recurrence
