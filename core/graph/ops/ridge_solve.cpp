// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature ridge_solve_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<RidgeSolveSpec>(node.spec);
  const Dims& q = node.inputs[kRidgeQ].shape;
  Signature s(q, {replaced({q[2], q[3], q[3]})});
  const Dims each{q[0], q[1], q[2]};
  s.require(q.rank() == 4 && node.inputs[kRidgeK].shape == q, "ridge_solve takes q and k [B,T,H,K]");
  s.require(node.inputs[kRidgeBeta].shape == each && node.inputs[kRidgeLogDecay].shape == each,
            "ridge_solve takes beta and a log decay [B,T,H]");
  s.require(node.inputs[kRidgeRidge].shape == Dims{q[2], q[3]}, "ridge_solve takes a ridge [H,K]");
  s.require(spec.iterations >= 1, "ridge_solve takes an iteration at least");
  return s;
}

/// Decay and update 3 K, an iteration 2 K and 10 a row.
double ridge_solve_flops(const Node& node, int64_t) {
  const auto keys = static_cast<double>(node.output().shape[3]);
  const auto iterations = static_cast<double>(std::get<RidgeSolveSpec>(node.spec).iterations);
  return output_elements(node) * (3 * keys + iterations * (2 * keys + 10));
}

} // namespace

constinit const Operation operations::ridge_solve{
    .signature = ridge_solve_signature, .flops = ridge_solve_flops, .mixes_tokens = true};

} // namespace pareto
