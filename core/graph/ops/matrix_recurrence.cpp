// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const Dims &q = node.inputs[kMatrixQ].shape, &k = node.inputs[kMatrixK].shape, &v = node.inputs[kMatrixV].shape;
  Signature s(v, {replaced({v[2], q[3], v[3]})});
  if (spec.normaliser != Normaliser::None)
    s.states.push_back(replaced({v[2], q[3]}));
  const auto given = [&](MatrixInput which) { return static_cast<bool>(node.inputs[which]); };
  s.require(node.inputs.size() == kMatrixInputs,
            "matrix_recurrence takes the inputs of MatrixInput, absent ones included");
  s.require(q[3] == k[3] && v[2] % q[2] == 0 && v[2] % k[2] == 0,
            "matrix_recurrence takes k as wide as q, and heads that share evenly");
  s.require((spec.decay != Decay::None) == given(kMatrixLogDecay),
            "matrix_recurrence takes a log decay where it decays");
  s.require((spec.removal == Removal::Delta) == given(kMatrixBeta), "matrix_recurrence takes beta with delta removal");
  s.require((spec.removal == Removal::LowRank) == given(kMatrixA),
            "matrix_recurrence takes a and b with low-rank removal");
  return s;
}

/// Recurrent form per token and head, architectures page section 0: 4 d_k d_v, + 1 decay, + 2 (delta), + 4 (low rank).
double flops(const Node& node, int64_t) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const double per_element = 4.0 + (spec.decay != Decay::None ? 1 : 0) +
                             (spec.removal == Removal::Delta     ? 2
                              : spec.removal == Removal::LowRank ? 4
                                                                 : 0);
  return per_element * static_cast<double>(node.inputs[kMatrixV].shape.elements() * node.inputs[kMatrixQ].shape[3]);
}

std::vector<Tensor> gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  return record_gradients(graph, MatrixRecurrenceBackwardSpec{std::get<MatrixRecurrenceSpec>(node.spec)}, node, dy);
}

} // namespace

constinit const Operation operations::matrix_recurrence{.signature = signature, .flops = flops, .gradient = gradient};

} // namespace pareto
