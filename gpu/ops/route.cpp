// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status put_in_order(Compilation& c, const Node& node) {
  const auto& spec = std::get<RouteSpec>(node.spec);
  const Operand ids = c.operand(node.outputs[kRouteIds]),
                offsets = c.operand(node.outputs[kRouteOffsets], Access::Write),
                order = c.operand(node.outputs[kRouteOrder], Access::Write),
                place = c.operand(node.outputs[kRoutePlace], Access::Write);
  const int64_t choices = node.outputs[kRouteIds].shape.elements();
  return c.add(node, Shader::RouteOrder, {c.lanes(), u32(spec.experts)},
               {ids.binding, offsets.binding, order.binding, place.binding},
               {u32(choices), ids.at, offsets.at, order.at, place.at}, 1,
               static_cast<double>(2 * choices * spec.experts));
}

Status route_compile(Compilation& c, const Node& node) {
  const auto& spec = std::get<RouteSpec>(node.spec);
  const Tensor& logits = node.inputs[0];
  const bool has_rest = node.outputs.size() > kRouteRest;
  const Operand from = c.operand(logits), correction = c.operand(node.inputs[1]), gain = c.operand(node.inputs[2]),
                given = c.operand(node.inputs[3]),
                ids = spec.dense ? c.operand({}) : c.operand(node.outputs[kRouteIds], Access::Write),
                weights = c.operand(node.outputs[spec.dense ? 0 : kRouteWeights], Access::Write),
                rest = has_rest ? c.operand(node.outputs[kRouteRest], Access::Write) : c.operand({});
  const int64_t rows = logits.shape[0] * logits.shape[1], all = logits.shape[2];
  PARETO_TRY(
      c.add(node, Shader::Route,
            {c.row_lanes(all), u32(all), u32(spec.experts), u32(spec.chosen), static_cast<uint32_t>(spec.score),
             u32(spec.groups), u32(spec.kept), spec.group_score == GroupScore::BestTwo ? 1u : 0u,
             spec.normalised ? 1u : 0u, node.inputs[1] ? 1u : 0u, has_rest ? 1u : 0u, node.inputs[2] ? 1u : 0u,
             u32(spec.nulls), spec.share < 1 ? 1u : 0u, spec.dense ? 1u : 0u, node.inputs[3] ? 1u : 0u},
            {c.step(), from.binding, correction.binding, ids.binding, weights.binding, rest.binding, gain.binding,
             given.binding},
            {u32(rows), u32(logits.shape[1]), from.at, u32(logits.strides[0]), u32(logits.strides[1]), correction.at,
             ids.at, weights.at, rest.at, bits(spec.eps), bits(spec.least_sum), bits(spec.scale), gain.at, given.at},
            rows, static_cast<double>(rows * all * (4 + spec.chosen))));
  return spec.dense ? Status() : put_in_order(c, node);
}

} // namespace

const GpuOperation ops::route{route_compile, no_scratch};

} // namespace pareto::gpu
