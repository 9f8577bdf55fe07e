// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature pool_blocks_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<PoolBlocksSpec>(node.spec);
  const Tensor& x = node.inputs[0];
  const int64_t width = x.shape.back() * (spec.summary == BlockSummary::Bounds ? 2 : 1);
  Signature s({x.shape[0], x.shape[1], x.shape[2], width}, {replaced({x.shape[2], width})});
  s.require(x.shape.rank() == 4 && x.strides[-1] == 1, "pool_blocks takes [B,T,H,W]");
  s.require(spec.block >= 1, "pool_blocks takes blocks of one token at least");
  return s;
}

} // namespace

constinit const Operation operations::pool_blocks{.signature = pool_blocks_signature};

} // namespace pareto
