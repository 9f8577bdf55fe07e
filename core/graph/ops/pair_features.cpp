// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

constexpr int64_t kMostChannels = 256; ///< more would be 33 thousand features

Signature pair_features_signature(const Node& node, const StepShape&) {
  const int64_t width = node.inputs[0].shape.back();
  Signature s(node.inputs[0].shape);
  s.outputs[0].shape[-1] = pair_features(width, std::get<PairFeaturesSpec>(node.spec).taylor);
  s.require(width <= kMostChannels, "pair_features takes up to 256 channels");
  return s;
}

} // namespace

constinit const Operation operations::pair_features{.signature = pair_features_signature};

} // namespace pareto
