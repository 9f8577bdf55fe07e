// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature fast_weights_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<FastWeightsSpec>(node.spec);
  const Dims &q = node.inputs[kFastQ].shape, &v = node.inputs[kFastV].shape;
  const bool batches = spec.training == InnerTraining::Batches;
  const Dims weights{v[2], q[3], v[3]}, bias{v[2], v[3]}, each{v[0], v[1], v[2]};
  Signature s(v, {replaced(weights), replaced(weights)});
  if (batches)
    s.states.insert(s.states.end(), {replaced(bias), replaced(bias)});
  const auto is = [&](FastInput which, const Dims& shape) { return node.inputs[which].shape == shape; };
  const auto given = [&](FastInput which) { return static_cast<bool>(node.inputs[which]); };
  s.require(node.inputs.size() == kFastInputs, "fast_weights takes the inputs of FastInput, absent ones included");
  s.require(is(kFastK, q) && q[2] == v[2], "fast_weights takes q and k [B,T,H,K] of v's heads");
  s.require(is(kFastStep, each) && (!given(kFastRate) || is(kFastRate, each)), "fast_weights takes steps [B,T,H]");
  s.require((!given(kFastInitial) || is(kFastInitial, weights)) &&
                (!given(kFastInitialBias) || (batches && is(kFastInitialBias, bias))),
            "fast_weights starts from W [H,K,V] and, with a bias, b [H,V]");
  s.require(given(kFastNormWeight) == given(kFastNormBias) &&
                (!given(kFastNormWeight) || (is(kFastNormWeight, bias) && is(kFastNormBias, bias))),
            "fast_weights takes a norm's weight and bias [H,V], or neither");
  s.require(batches ? !given(kFastMomentum) && !given(kFastKeep)
                    : is(kFastMomentum, each) && is(kFastKeep, each) && !given(kFastRate) && !given(kFastNormWeight),
            "fast_weights takes momentum and keep with InnerTraining::Momentum only, norm and rate without");
  s.require(spec.mini_batch >= 1, "fast_weights takes mini-batches of a token at least");
  return s;
}

/// The answer for k and its gradient, then what is read: two products each.
double fast_weights_flops(const Node& node, int64_t) {
  const bool batches = std::get<FastWeightsSpec>(node.spec).training == InnerTraining::Batches;
  return output_elements(node) * (static_cast<double>(node.inputs[kFastQ].shape[3]) * (batches ? 8 : 9) + 12);
}

} // namespace

constinit const Operation operations::fast_weights{
    .signature = fast_weights_signature, .flops = fast_weights_flops, .mixes_tokens = true};

} // namespace pareto
