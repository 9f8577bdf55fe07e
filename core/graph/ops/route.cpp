// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/ops/route.h"

#include "core/graph/operation.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

Signature route_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<RouteSpec>(node.spec);
  const Tensor &logits = node.inputs[0], &correction = node.inputs[1], &gain = node.inputs[2], &given = node.inputs[3];
  const Dims choices{logits.shape[0], logits.shape[1], spec.chosen};
  const int64_t all = logits.shape.back(), each = spec.groups > 0 ? all / spec.groups : 0;
  Signature s(choices);
  s.outputs = {{choices, Kind::I32},
               {choices},
               {{spec.experts + 1}, Kind::I32},
               {{choices.elements()}, Kind::I32},
               {choices, Kind::I32}};
  if (spec.dense)
    s.outputs = {{logits.shape}};
  else if (spec.experts < all)
    s.outputs.push_back({{logits.shape[0], logits.shape[1], 1}});
  s.require(logits.shape.rank() == 3 && logits.strides[-1] == 1, "route takes logits [B,T,E]");
  s.require(spec.experts >= 1 && spec.experts <= all, "route takes a logit for each expert");
  s.require(!correction || correction.shape.elements() == all, "route takes a correction of each logit");
  s.require(!gain || gain.shape.elements() == all, "route takes a gain of each logit");
  s.require(spec.groups >= 1 && all % spec.groups == 0 && spec.kept >= 1 && spec.kept <= spec.groups,
            "route takes equal groups, of which some are kept");
  s.require(spec.nulls >= 0 && spec.experts + spec.nulls <= all, "route takes a logit for each null expert");
  s.require(spec.share > 0 && spec.share <= 1 && (spec.share == 1 || correction),
            "route takes a share of the choices by thresholds");
  s.require(!spec.dense || (!gain && spec.share == 1 && spec.experts == all && spec.nulls == 0),
            "route gives dense weights where all logits are of experts, chosen without thresholds or gains");
  s.require(!given || (given.shape == choices && given.dense() && !correction && spec.kept == spec.groups &&
                       spec.nulls == 0 && !spec.dense),
            "route takes all choices of the tokens as given, without a correction, groups or null experts");
  s.require(spec.chosen >= 1 && spec.chosen <= spec.kept * each, "route chooses among the experts of the kept groups");
  return s;
}

/// The scores, and one comparison of each for every choice.
double route_flops(const Node& node, int64_t) {
  return static_cast<double>(node.inputs[0].shape.elements() * (2 + std::get<RouteSpec>(node.spec).chosen));
}

} // namespace

double distinct_experts(int64_t experts, double chosen, int64_t rows) {
  const auto all = static_cast<double>(experts);
  return all * (1 - std::pow(1 - std::min(chosen, all) / all, static_cast<double>(rows)));
}

constinit const Operation operations::route{.signature = route_signature, .flops = route_flops};

} // namespace pareto
