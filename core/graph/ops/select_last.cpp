// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature select_last_signature(const Node& node, const StepShape&) {
  const Dims& x = node.inputs[0].shape;
  Signature s({x[0], x.back()});
  s.require(x.rank() == 3, "select_last takes x [B,T,D]");
  return s;
}

/// The rows it writes.
int64_t select_last_reads(const Node& node, const Tensor&) { return node.output().shape.elements(); }

} // namespace

constinit const Operation operations::select_last{
    .signature = select_last_signature, .flops = no_flops, .reads = select_last_reads};

} // namespace pareto
