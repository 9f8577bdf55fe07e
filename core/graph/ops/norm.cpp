// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

#include <cmath>

namespace pareto {

namespace {

Signature norm_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<NormSpec>(node.spec);
  Signature s(node.inputs[0].shape);
  s.require(spec.group == 0 || node.inputs[0].shape.back() % spec.group == 0, "norm takes whole groups of channels");
  const int64_t group = spec.group > 0 ? spec.group : node.inputs[0].shape.back(), side = matrix_side(group);
  s.require(spec.turns >= 1 && (spec.kind == NormKind::Sinkhorn ? side * side == group : spec.turns == 1),
            "norm takes square matrices and turns where it goes by rows and columns");
  return s;
}

double norm_flops(const Node& node, int64_t) {
  return 4 * static_cast<double>(std::get<NormSpec>(node.spec).turns) * output_elements(node);
}

/// None of levels, which have no slope; of rows and columns in turns none yet.
std::vector<Tensor> norm_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  const NormKind kind = std::get<NormSpec>(node.spec).kind;
  if (kind == NormKind::Levels || kind == NormKind::Sinkhorn)
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, NormBackwardSpec{std::get<NormSpec>(node.spec)}, node, dy);
}

} // namespace

int64_t matrix_side(int64_t elements) { return std::llround(std::sqrt(static_cast<double>(elements))); }

constinit const Operation operations::norm{.signature = norm_signature, .flops = norm_flops, .gradient = norm_gradient};

} // namespace pareto
