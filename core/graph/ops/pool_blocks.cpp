// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature pool_blocks_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<PoolBlocksSpec>(node.spec);
  const Tensor &x = node.inputs[0], &logits = node.inputs[1];
  const bool weighted = spec.summary == BlockSummary::Weighted;
  const int64_t width = spec.overlaps ? x.shape.back() / 2 : x.shape.back(),
                wide = spec.summary == BlockSummary::Bounds ? 2 * width : width,
                kept = weighted ? (spec.overlaps ? 9 : 3) * width : wide;
  Signature s({x.shape[0], x.shape[1], x.shape[2], wide}, {replaced({x.shape[2], kept})});
  s.require(x.shape.rank() == 4 && x.strides[-1] == 1, "pool_blocks takes [B,T,H,W]");
  s.require(spec.block >= 1, "pool_blocks takes blocks of one token at least");
  s.require(static_cast<bool>(logits) == weighted && (!logits || (logits.shape == x.shape && logits.strides[-1] == 1)),
            "pool_blocks takes a logit of each element where it weighs them");
  s.require(!spec.overlaps || (weighted && x.shape.back() % 2 == 0),
            "pool_blocks lets weighted blocks overlap, of two parts of the channels");
  return s;
}

/// Of a weighted mean two exponentials and the sums they go into.
double pool_blocks_flops(const Node& node, int64_t) {
  const bool weighted = std::get<PoolBlocksSpec>(node.spec).summary == BlockSummary::Weighted;
  return weighted ? 8 * static_cast<double>(node.inputs[0].shape.elements()) : output_elements(node);
}

} // namespace

constinit const Operation operations::pool_blocks{
    .signature = pool_blocks_signature, .flops = pool_blocks_flops, .mixes_tokens = true};

} // namespace pareto
