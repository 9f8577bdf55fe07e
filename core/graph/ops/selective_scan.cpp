// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature selective_scan_signature(const Node& node, const StepShape&) {
  const Dims &u = node.inputs[kScanU].shape, &a = node.inputs[kScanA].shape;
  Signature s(u, {replaced(a)});
  s.require(node.inputs.size() == kScanInputs, "selective_scan takes the inputs of ScanInput, absent ones included");
  s.require(u == node.inputs[kScanDelta].shape, "selective_scan takes a delta of u's shape");
  s.require(a[0] == u[2] && a[1] == node.inputs[kScanB].shape[2], "selective_scan takes A [Di,N] and B [B,T,N]");
  return s;
}

double selective_scan_flops(const Node& node, int64_t) {
  return 7 * output_elements(node) * static_cast<double>(node.inputs[kScanA].shape[1]);
}

} // namespace

constinit const Operation operations::selective_scan{
    .signature = selective_scan_signature, .flops = selective_scan_flops, .mixes_tokens = true};

} // namespace pareto
