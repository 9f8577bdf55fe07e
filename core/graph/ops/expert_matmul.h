// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// Each row times the matrix of its expert: y = x W_e^T + bias_e. x [N,in] in the order of experts, weight [E out,in]
/// (the experts' matrices one below the other), bias? [E out], offsets? I32 [E+1] of a route (absent: N / E rows each,
/// as of heads) -> [N,out]; rows of no expert (p >= offsets[E]) are zero, whatever x holds there. A step reads the
/// matrices of chosen experts only.
struct ExpertMatmulSpec {
  int64_t experts = 1;
  int64_t chosen = 1; ///< by each token: what the cost is counted by
  float share = 1;    ///< of the choices that are of an expert on average (RouteSpec), likewise
  bool operator==(const ExpertMatmulSpec&) const = default;
};

} // namespace pareto
