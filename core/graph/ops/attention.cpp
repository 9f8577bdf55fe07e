// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

#include <algorithm>

namespace pareto {

namespace {

int64_t value_width(const Node& node) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  return spec.value_prefix > 0 ? spec.value_prefix : node.inputs[2].shape[3];
}

Signature signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Dims &q = node.inputs[0].shape, &k = node.inputs[1].shape;
  const Tensor& v = node.inputs[2];
  const StateKind kind = spec.window > 0 ? StateKind::Ring : StateKind::Append;
  Signature s({q[0], q[1], q[2], value_width(node)}, {{{}, kind, {k[2], k[3]}, spec.window, spec.pinned}});
  if (v)
    s.states.push_back({{}, kind, {v.shape[2], v.shape[3]}, spec.window, spec.pinned});
  s.require(q.rank() == 4 && k.rank() == 4 && (!v || v.shape.rank() == 4), "attention takes q, k and v of four axes");
  s.require(static_cast<bool>(v) == (spec.value_prefix == 0) && spec.value_prefix <= k[3],
            "attention takes values, or a prefix of its keys for them");
  s.require(q[3] == k[3] && (!v || k[2] == v.shape[2]) && q[2] % k[2] == 0,
            "attention takes k as wide as q, and heads that share evenly");
  return s;
}

double flops(const Node& node, int64_t context) {
  const Tensor& q = node.inputs[0];
  const auto& spec = std::get<AttentionSpec>(node.spec);
  double pairs = 0; // query-key pairs of one sequence and head
  for (int64_t t = 0; t < q.shape[1]; ++t) {
    const int64_t visible = context + (spec.causal ? t + 1 : q.shape[1]);
    pairs += static_cast<double>(spec.window > 0 ? std::min(visible, spec.window + spec.pinned) : visible);
  }
  return 2 * pairs * static_cast<double>(q.shape[0] * q.shape[2] * (q.shape[3] + value_width(node)));
}

std::vector<Tensor> gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  return record_gradients(graph, AttentionBackwardSpec{std::get<AttentionSpec>(node.spec)}, node, dy);
}

} // namespace

constinit const Operation operations::attention{.signature = signature, .flops = flops, .gradient = gradient};

} // namespace pareto
