// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

double embed_backward_flops(const Node& node, int64_t) { return static_cast<double>(node.inputs[0].shape.elements()); }
int64_t embed_backward_reads(const Node& node, const Tensor& input) {
  return input.id == node.inputs[2].id ? 0 : input.shape.elements();
}

} // namespace

constinit const Operation operations::embed_backward{
    .signature = signature_of_gradients, .flops = embed_backward_flops, .reads = embed_backward_reads};

} // namespace pareto
