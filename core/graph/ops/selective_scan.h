// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Mamba-1 (arXiv 2312.00752): d = softplus(delta + bias); h = exp(d A) h + (d u) B^T; y = h C + D u; y *= silu(z).
/// inputs, by ScanInput: u [B,T,Di], delta [B,T,Di] raw, A [Di,N] negative, B [B,T,N], C [B,T,N], D? [Di],
/// z? [B,T,Di], bias? [Di]. Output [B,T,Di]. states: h [Di,N] (Replace).
struct SelectiveScanSpec {
  bool operator==(const SelectiveScanSpec&) const = default;
};
enum ScanInput : int { kScanU, kScanDelta, kScanA, kScanB, kScanC, kScanD, kScanZ, kScanBias, kScanInputs };

} // namespace pareto
