// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

#include <cmath>

namespace pareto {

namespace {

Signature rope_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<RopeSpec>(node.spec);
  const Dims& x = node.inputs[0].shape;
  Signature s(x);
  s.require(x.rank() == 4 && node.inputs.size() == (spec.table ? 1 : 3),
            "rope takes x [B,T,H,D], and a table or angles");
  if (!spec.table && node.inputs.size() == 3) {
    const Tensor &cosine = node.inputs[1], &sine = node.inputs[2];
    Dims head = cosine.shape;
    head[-1] = x.back();
    s.require(head == x && cosine.shape == sine.shape && cosine.dense() && sine.dense() &&
                  2 * cosine.shape.back() <= x.back(),
              "rope takes dense cos and sin [B,T,H,P] of at most a head's pairs");
  }
  s.require(!spec.table || 2 * static_cast<int64_t>(spec.table->inv_freq.size()) <= x.back(),
            "rope rotates at most a head's channels");
  s.require(!spec.table || spec.table->growth.beta == 0 ||
                2 * static_cast<int64_t>(spec.table->inv_freq.size()) == x.back(),
            "rope that grows with the position turns all channels");
  return s;
}

std::vector<Tensor> rope_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  const auto& spec = std::get<RopeSpec>(node.spec);
  if (!spec.table) // of given angles there is none yet
    return std::vector<Tensor>(node.inputs.size());
  return graph.record(RopeBackwardSpec{spec}, {dy[0]});
}

} // namespace

bool RopeSpec::operator==(const RopeSpec& other) const {
  const bool same = table == other.table || (table && other.table && *table == *other.table);
  return same && interleaved == other.interleaved;
}

double rope_factor(const RopeTable& table, int64_t position) {
  const RopeTable::Growth& growth = table.growth;
  if (growth.beta == 0)
    return table.attention_factor;
  const int64_t steps = (position + growth.shift) / growth.every;
  return table.attention_factor * (1 + growth.beta * std::log1p(static_cast<double>(steps)));
}

constinit const Operation operations::rope{
    .signature = rope_signature, .gradient = rope_gradient, .mixes_tokens = true};

} // namespace pareto
